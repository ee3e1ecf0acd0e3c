using System.Net.Sockets;

namespace Sockeye.Servers;

/// <summary>Receive and send on a <see cref="Socket"/> without exceptions, and the fault seam under them.</summary>
internal static class SocketCalls
{
    internal static int Receive(Socket socket, Span<byte> buffer, SocketMode mode, FaultPlan? faults, out SocketError error)
    {
        if (Faults.Enabled && faults is not null)
        {
            if (Fails(mode, faults, out error)) return 0;
            buffer = buffer[..faults.DrawLength(buffer.Length)];
        }
        return socket.Receive(buffer, SocketFlags.None, out error);
    }

    internal static int Send(Socket socket, ReadOnlySpan<byte> bytes, SocketMode mode, FaultPlan? faults, out SocketError error)
    {
        if (Faults.Enabled && faults is not null)
        {
            if (Fails(mode, faults, out error)) return 0;
            bytes = bytes[..faults.DrawLength(bytes.Length)];
        }
        return socket.Send(bytes, SocketFlags.None, out error);
    }

    // A blocking socket never says EAGAIN for want of bytes.
    private static bool Fails(SocketMode mode, FaultPlan faults, out SocketError error)
    {
        error = faults.DrawInterrupted() ? SocketError.Interrupted
            : mode != SocketMode.Blocks && faults.DrawWouldBlock() ? SocketError.WouldBlock
            : SocketError.Success;
        return error != SocketError.Success;
    }
}
