using Sockeye.Protocols;

namespace Sockeye.Tests.Servers;

/// <summary>
/// Stands between a server and a protocol and watches that the server keeps the contract of <see cref="IProtocol"/>: the
/// order of calls, one thread at a time, never a call while a reply is unsent, never one without news. What it finds is
/// kept, not thrown, since an exception of a protocol is itself a case.
/// </summary>
internal sealed class RecordedProtocol(IProtocol inner, Action<string> violated) : IProtocol
{
    private int _busy;
    private int _opens;
    private int _ends;
    private int _closes;
    private bool _entered;
    private Next _last;
    private int _left;
    private bool _consumedNothing;

    internal int ReceivedCalls { get; private set; }

    /// <summary>The most that was unsent after one call.</summary>
    internal int MostWritten { get; private set; }

    internal bool HasWaited { get; private set; }

    internal bool IsOpened => Volatile.Read(ref _opens) > 0;

    internal bool IsClosed => Volatile.Read(ref _closes) > 0;

    public long Messages => inner.Messages;

    public long? Client => inner.Client;

    public Next Open(IReply reply)
    {
        Enter(nameof(Open), reply);
        if (++_opens > 1 || ReceivedCalls > 0 || _ends > 0) violated("open was not the first call, or not the only one");
        return Leave(() => inner.Open(reply), reply);
    }

    public Next Received(ReadOnlySpan<byte> received, IReply reply, out int consumed)
    {
        Enter(nameof(Received), reply);
        ReceivedCalls++;
        bool continued = _last.Kind is NextKind.More or NextKind.Wait;
        if (_opens == 0) violated("received before open");
        if (_last.Task is { IsCompleted: false }) violated("received while a task was awaited");
        if (_ends > 0 && !continued) violated("received after end, with nothing to continue");
        if (received.IsEmpty && !continued) violated("received nothing, with nothing to continue");
        if (received.Length < _left) violated($"received {received.Length} bytes where {_left} were left");
        if (_consumedNothing && !continued && received.Length == _left) violated("received again without news");
        consumed = 0;
        bool returned = false;
        try
        {
            _last = inner.Received(received, reply, out consumed);
            returned = true;
            _left = received.Length - consumed;
            _consumedNothing = consumed == 0;
            return _last;
        }
        finally
        {
            Left(returned, reply);
        }
    }

    public Next End(IReply reply)
    {
        Enter(nameof(End), reply);
        if (_opens == 0) violated("end before open");
        if (++_ends > 1) violated("end more than once");
        if (_last.Kind != NextKind.Read) violated($"end where {_last.Kind} was to be done first");
        return Leave(() => inner.End(reply), reply);
    }

    public void Closed(CloseReason reason)
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0) violated("closed during another call");
        if (_closes > 0) violated("closed more than once");
        try
        {
            inner.Closed(reason);
        }
        finally
        {
            _closes++;
            Volatile.Write(ref _busy, 0);
        }
    }

    private void Enter(string call, IReply reply)
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0) violated($"{call} during another call");
        if (_closes > 0) violated($"{call} after closed");
        if (reply.Unsent != 0) violated($"{call} while {reply.Unsent} bytes were unsent");
        if (_entered && _last.Kind is NextKind.Close or NextKind.Fail) violated($"{call} after {_last.Kind}");
        _entered = true;
    }

    private Next Leave(Func<Next> call, IReply reply)
    {
        bool returned = false;
        try
        {
            _last = call();
            returned = true;
            return _last;
        }
        finally
        {
            Left(returned, reply);
        }
    }

    private void Left(bool returned, IReply reply)
    {
        // A protocol that threw is to be closed, and not to be called with anything else.
        if (!returned) _last = Next.Close;
        MostWritten = Math.Max(MostWritten, reply.Unsent);
        HasWaited |= _last.Kind == NextKind.Wait;
        Volatile.Write(ref _busy, 0);
    }
}
