using System.Net.Sockets;

namespace Sockeye.Load;

/// <summary>
/// The connections of one worker, by slot, and what happens on them. All but <see cref="Wake"/> is called by that worker's thread;
/// nothing blocks but <see cref="Wait"/>. What happened before a slot was closed is never told afterwards.
/// </summary>
internal interface ITransport : IDisposable
{
    /// <summary>Begins to connect a slot.</summary>
    /// <returns>Success: it is connected; InProgress: it will be told; WouldBlock: a Unix socket whose backlog is full.</returns>
    SocketError Connect(int slot);

    /// <summary>Whether a connection goes to itself.</summary>
    bool IsConnectedToItself(int slot);

    /// <summary>The local port of a connection; 0 where it has none.</summary>
    int Port(int slot);

    /// <summary>Sends all of it: now as far as there is room, the rest by itself (<see cref="HappeningKind.Flushed"/>).</summary>
    /// <returns>Success: all is sent; WouldBlock: the rest is to come; otherwise why nothing more can be sent.</returns>
    SocketError Send(int slot, ReadOnlySpan<byte> bytes);

    /// <summary>Receives what has arrived.</summary>
    /// <returns>The number of bytes, 0 at the end of the stream, -1 with an error.</returns>
    int Receive(int slot, Span<byte> buffer, out SocketError error);

    void Close(int slot);

    /// <summary>Waits until something happens; it may return early, and without anything.</summary>
    /// <returns>How many nanoseconds of CPU it took to stay awake for it; 0 where the thread slept.</returns>
    long Wait(long nanoseconds);

    /// <summary>Takes one thing that happened before the last wait ended.</summary>
    bool TryTake(out Happening happening);

    /// <summary>Ends the wait that lasts, or the next one. From any thread, also after the end.</summary>
    void Wake();
}

/// <summary>Something that happened on a connection.</summary>
internal readonly record struct Happening(int Slot, HappeningKind Kind, SocketError Error = SocketError.Success);

/// <summary>What can happen on a connection.</summary>
internal enum HappeningKind
{
    /// <summary>It is connected, or could not be: the error says which.</summary>
    Connected,

    /// <summary>There is something to receive, if only its end; with an error, that is all there is.</summary>
    Readable,

    /// <summary>What was left to send is sent, or could not be.</summary>
    Flushed,
}
