using System.Net.Sockets;
using Sockeye.Linux;

namespace Sockeye.Servers;

/// <summary>Receive and send on a <see cref="Socket"/> without exceptions, and the fault seam under them.</summary>
internal static class SocketCalls
{
    // Less than the room of a socket that polls as writable, wherever there is one: sending as much does not block.
    private const int SurePieceBytes = 1024;

    internal static int Receive(Socket socket, Span<byte> buffer, SocketMode mode, FaultPlan? faults, out SocketError error)
    {
        if (Faults.Enabled && faults is not null)
        {
            if (Fails(faults, mode != SocketMode.Blocks, out error)) return 0;
            buffer = buffer[..faults.DrawLength(buffer.Length)];
        }
        return socket.Receive(buffer, SocketFlags.None, out error);
    }

    /// <summary>Sends what there is room for, and does not wait for more, whatever the mode.</summary>
    internal static int Send(Socket socket, ReadOnlySpan<byte> bytes, SocketMode mode, FaultPlan? faults, out SocketError error)
    {
        if (Faults.Enabled && faults is not null)
        {
            if (Fails(faults, mayWouldBlock: true, out error)) return 0;
            bytes = bytes[..faults.DrawLength(bytes.Length)];
        }
        return mode == SocketMode.Blocks ? SendWhatFits(socket, bytes, out error) : socket.Send(bytes, SocketFlags.None, out error);
    }

    // A blocking Socket sends everything or, when its time is up, says so and not how much has gone by then: a reply that flows
    // slowly would look like one that stands still, and what has gone would be sent again.
    private static int SendWhatFits(Socket socket, ReadOnlySpan<byte> bytes, out SocketError error)
    {
        error = SocketError.Success;
        if (OperatingSystem.IsLinux())
        {
            int sent = Sockets.Send((int)socket.Handle, bytes);
            if (sent >= 0) return sent;
            error = Errno.ToSocketError(sent);
            return 0;
        }
        if (socket.Poll(0, SelectMode.SelectWrite))
            return socket.Send(bytes[..Math.Min(bytes.Length, SurePieceBytes)], SocketFlags.None, out error);
        error = SocketError.WouldBlock;
        return 0;
    }

    // A receive of a blocking socket waits instead of saying EAGAIN.
    private static bool Fails(FaultPlan faults, bool mayWouldBlock, out SocketError error)
    {
        error = faults.DrawInterrupted() ? SocketError.Interrupted
            : mayWouldBlock && faults.DrawWouldBlock() ? SocketError.WouldBlock
            : SocketError.Success;
        return error != SocketError.Success;
    }
}
