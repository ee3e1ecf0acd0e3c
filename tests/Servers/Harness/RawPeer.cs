using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>How a server's side of a conversation ended, as its peer saw it.</summary>
internal enum Ending
{
    Fin,
    Reset,
}

/// <summary>
/// The other end of a connection under test: a bare blocking socket, and not the client of this house, so that both can be
/// wrong only apart. Every wait has a deadline.
/// </summary>
internal sealed class RawPeer : IDisposable
{
    private const ulong SiocOutQ = 0x5411;
    private const int TcpRepair = 19;

    private readonly Socket _socket;

    internal RawPeer(EndPoint server, int receiveBufferBytes = 0)
    {
        _socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // Before the connect: the window is agreed on there.
            if (receiveBufferBytes > 0) _socket.ReceiveBufferSize = receiveBufferBytes;
            _socket.ReceiveTimeout = _socket.SendTimeout = (int)Until.Deadline.TotalMilliseconds;
            _socket.Connect(server);
            if (server is IPEndPoint) _socket.NoDelay = true;
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>The address that the server sees; null on Unix sockets, whose clients have none.</summary>
    internal EndPoint? Address => _socket.LocalEndPoint is IPEndPoint address ? address : null;

    internal RawPeer Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[_socket.Send(bytes)..];
        return this;
    }

    /// <summary>Sends to a server that may have ended the conversation already. False: it had.</summary>
    internal bool TrySend(ReadOnlySpan<byte> bytes)
    {
        int sent = _socket.Send(bytes, SocketFlags.None, out SocketError error);
        return error == SocketError.Success && sent == bytes.Length;
    }

    /// <summary>One byte of urgent data, which stays where it is in the stream (tcp(7), SO_OOBINLINE).</summary>
    internal RawPeer SendUrgent(byte value)
    {
        Assert.Equal(1, _socket.Send([value], SocketFlags.OutOfBand));
        return this;
    }

    /// <summary>Sends what the kernel takes within a while; returns how much that was.</summary>
    internal int SendWhatFits(ReadOnlySpan<byte> bytes, TimeSpan patience)
    {
        int sent = 0;
        _socket.SendTimeout = (int)patience.TotalMilliseconds;
        while (sent < bytes.Length)
        {
            int taken = _socket.Send(bytes[sent..], SocketFlags.None, out SocketError error);
            if (error != SocketError.Success) break;
            sent += taken;
        }
        _socket.SendTimeout = (int)Until.Deadline.TotalMilliseconds;
        return sent;
    }

    /// <summary>FIN: nothing more comes from here, but replies are still read.</summary>
    internal RawPeer FinishSending()
    {
        _socket.Shutdown(SocketShutdown.Send);
        return this;
    }

    /// <summary>RST, where the family has it; on a Unix socket the server reads what was sent, then the end.</summary>
    internal void Reset()
    {
        if (_socket.AddressFamily != AddressFamily.Unix) _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    /// <summary>All that was sent is in the server's queue. A Unix socket puts it there at once.</summary>
    internal RawPeer UntilDelivered()
    {
        if (_socket.AddressFamily != AddressFamily.Unix) Until.True(() => Unacknowledged() == 0);
        return this;
    }

    /// <summary>Is gone without a trace: neither FIN nor RST (tcp(7), TCP_REPAIR). False without the right to.</summary>
    internal bool Vanish()
    {
        try
        {
            _socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpRepair, [1, 0, 0, 0]);
        }
        catch (SocketException)
        {
            return false;
        }
        _socket.Dispose();
        return true;
    }

    internal byte[] Read(int count)
    {
        byte[] bytes = new byte[count];
        int read = 0;
        while (read < count)
        {
            int got = _socket.Receive(bytes.AsSpan(read), SocketFlags.None, out SocketError error);
            if (error != SocketError.Success) Assert.Fail($"{error} after {read} of {count} bytes.");
            if (got == 0) Assert.Fail($"The server finished after {read} of {count} bytes.");
            read += got;
        }
        return bytes;
    }

    /// <summary>Reads so many bytes, or those that come before the end, whichever that is.</summary>
    internal byte[] ReadUpTo(int count)
    {
        byte[] bytes = new byte[count];
        int read = 0;
        while (read < count)
        {
            int got = _socket.Receive(bytes.AsSpan(read), SocketFlags.None, out SocketError error);
            if (error == SocketError.TimedOut) Assert.Fail($"Silence after {read} of {count} bytes.");
            if (error != SocketError.Success || got == 0) break;
            read += got;
        }
        return bytes[..read];
    }

    /// <summary>Reads at most so many bytes, at least one; 0 at the end.</summary>
    internal int ReadSome(Span<byte> bytes) => _socket.Receive(bytes);

    /// <summary>Everything up to the server's FIN; a reset fails the test. Then this side closes, too: a server that ended
    /// the conversation lingers until then.</summary>
    internal byte[] ReadToFin()
    {
        Ending ending = ReadToEnding(out byte[] bytes);
        if (ending == Ending.Reset) Assert.Fail($"Reset after {bytes.Length} bytes, where FIN was expected.");
        Dispose();
        return bytes;
    }

    internal Ending ReadToEnding(out byte[] bytes)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            int got = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
            all.Write(buffer, 0, got);
            if (error == SocketError.Success && got > 0) continue;
            bytes = all.ToArray();
            if (error == SocketError.Success) return Ending.Fin;
            if (error is SocketError.ConnectionReset or SocketError.Shutdown) return Ending.Reset;
            Assert.Fail($"{error} after {bytes.Length} bytes and {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s.");
        }
    }

    /// <summary>Whether bytes, or an end, have come and wait to be read.</summary>
    internal bool HasNews(TimeSpan within) => _socket.Poll(within, SelectMode.SelectRead);

    public void Dispose() => _socket.Dispose();

    private int Unacknowledged()
    {
        int bytes = 0;
        bool held = false;
        try
        {
            _socket.SafeHandle.DangerousAddRef(ref held);
            if (ioctl((int)_socket.SafeHandle.DangerousGetHandle(), (nuint)SiocOutQ, ref bytes) != 0)
                throw new InvalidOperationException($"SIOCOUTQ: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        finally
        {
            if (held) _socket.SafeHandle.DangerousRelease();
        }
        return bytes;
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int ioctl(int descriptor, nuint request, ref int value);
}
