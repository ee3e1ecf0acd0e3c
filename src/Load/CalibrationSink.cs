using System.Net;
using Sockeye.Linux;

namespace Sockeye.Load;

/// <summary>
/// A server that does next to nothing, over loopback in this process: what the same plan reaches against it is the client's own
/// floor and ceiling. One thread, one epoll set. Linux only.
/// </summary>
/// <example>
/// <code>
/// using CalibrationSink sink = new(plan);
/// LoadResult own = await LoadGenerator.Run(sink.Plan);
/// </code>
/// </example>
public sealed class CalibrationSink : IDisposable
{
    private const int EventsAtOnce = 256;
    private const int Backlog = 4096;
    private const int ReceiveBytes = 64 * 1024;
    private const ulong ListenerData = ulong.MaxValue;
    private const ulong StopData = ulong.MaxValue - 1;
    private const int NoDescriptor = -1;

    private readonly Epoll _epoll;
    private readonly EventFd _stop;
    private readonly SinkReply _reply;
    private readonly int _listener = NoDescriptor;
    private readonly Thread _thread;
    private readonly Dictionary<int, byte[]> _rests = [];
    private readonly HashSet<int> _connections = [];
    private readonly byte[] _received = new byte[ReceiveBytes];
    private bool _disposed;

    /// <summary>Binds a port of 127.0.0.1 and begins to serve.</summary>
    /// <param name="plan">The plan to calibrate.</param>
    /// <exception cref="PlatformNotSupportedException">There is no epoll here.</exception>
    /// <exception cref="NotSupportedException">Where a ping of the plan ends cannot be told: its length changes, and nothing says
    /// it.</exception>
    /// <exception cref="KernelException">The kernel refuses a descriptor.</exception>
    public CalibrationSink(ClientPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (KernelSupport.Epoll.Refusal is { } refusal) throw new PlatformNotSupportedException(refusal);
        _reply = new(plan);
        _epoll = new(EventsAtOnce);
        try
        {
            _stop = new();
            _listener = KernelException.Check("listen", Sockets.Listen(new IPEndPoint(IPAddress.Loopback, 0), Backlog));
            KernelException.Check("epoll_ctl", _epoll.Add(_listener, Readiness.Readable, ListenerData));
            KernelException.Check("epoll_ctl", _epoll.Add(_stop.Fd, Readiness.Readable, StopData));
            Plan = _reply.Plan with { EndPoint = SocketName.Local(_listener)!, SourceAddresses = [] };
            _thread = new(Serve) { IsBackground = true, Name = "calibration sink" };
            _thread.Start();
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>The plan, with this sink as the server, and expecting what this one says.</summary>
    public ClientPlan Plan { get; }

    /// <summary>Stops it, and closes what is still connected.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _ = _stop.Signal();
        _thread.Join();
        foreach (int fd in _connections) _ = Sockets.Close(fd);
        Close();
    }

    private void Close()
    {
        if (_listener != NoDescriptor) _ = Sockets.Close(_listener);
        _stop?.Dispose();
        _epoll.Dispose();
    }

    private void Serve()
    {
        while (true)
        {
            int ready = _epoll.Wait(-1);
            for (int i = 0; i < ready; i++)
            {
                ulong data = _epoll[i].Data;
                if (data == StopData) return;
                if (data == ListenerData) Accept();
                else if (_connections.Contains((int)data) && !Answer((int)data)) Close((int)data);
            }
        }
    }

    private void Accept()
    {
        while (Sockets.Accept(_listener) is var fd and >= 0)
        {
            _ = SocketOptions.SetNoDelay(fd);
            _connections.Add(fd);
            if (_epoll.Add(fd, Readiness.Readable, (ulong)fd) < 0) Close(fd);
        }
    }

    // Replies are as small as pings, and the client reads: what the kernel has no room for ends the connection, loudly.
    private bool Answer(int fd)
    {
        int held = 0;
        if (_rests.Remove(fd, out byte[]? rest))
        {
            rest.CopyTo(_received, 0);
            held = rest.Length;
        }
        int received = Sockets.Receive(fd, _received.AsSpan(held));
        if (received <= 0) return Errno.WouldBlock(received);
        ReadOnlySpan<byte> bytes = _received.AsSpan(0, held + received);
        int consumed = _reply.To(bytes, out ReadOnlySpan<byte> reply);
        if (consumed < bytes.Length) _rests[fd] = bytes[consumed..].ToArray();
        return bytes.Length - consumed < ReceiveBytes && (reply.IsEmpty || Sockets.Send(fd, reply) == reply.Length);
    }

    private void Close(int fd)
    {
        _connections.Remove(fd);
        _rests.Remove(fd);
        _ = Sockets.Close(fd);
    }
}
