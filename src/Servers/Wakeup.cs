using System.Net;
using System.Net.Sockets;

namespace Sockeye.Servers;

/// <summary>
/// Wakes a loop that sleeps in select, over <see cref="System.Net.Sockets.Socket"/>:
/// a socket that becomes readable when another thread signals. Used by the loops over <see cref="Socket"/>; portable, so a datagram
/// socket that is connected to itself, and takes nothing from anybody else. On Linux it is no socket of the network, whose loopback
/// may be down, or behind a firewall, and a signal that is lost once is lost for ever.
/// </summary>
internal sealed class Wakeup : IDisposable
{
    private int _signalled;
    private bool _disposed;

    internal Wakeup()
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // A name without a file (unix(7), abstract), which is gone with the socket.
                var name = new UnixDomainSocketEndPoint($"\0sockeye-wakeup-{Guid.NewGuid():N}");
                Socket.Bind(name);
                Socket.Connect(name);
            }
            else
            {
                Socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                Socket.Connect(Socket.LocalEndPoint!);
            }
            Socket.Blocking = false;
        }
        catch
        {
            Socket.Dispose();
            throw;
        }
    }

    /// <summary>Readable while there is a signal that was not cleared.</summary>
    internal Socket Socket { get; } = OperatingSystem.IsLinux()
        ? new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)
        : new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    /// <summary>Wakes the loop, now or when it next wants to sleep. From any thread; any number of signals until the next
    /// <see cref="Clear"/> are one.</summary>
    internal void Signal()
    {
        if (Interlocked.Exchange(ref _signalled, 1) == 1) return;
        lock (Socket)
        {
            // The loop may have ended meanwhile; nobody is left to wake.
            if (!_disposed) Socket.Send([1], SocketFlags.None, out _);
        }
    }

    /// <summary>Takes the signal, before looking for what it was about: what is signalled later wakes again.</summary>
    internal void Clear()
    {
        Socket.Receive(stackalloc byte[1], SocketFlags.None, out _);
        Volatile.Write(ref _signalled, 0);
        Interlocked.MemoryBarrier();
    }

    public void Dispose()
    {
        lock (Socket)
        {
            _disposed = true;
            Socket.Dispose();
        }
    }
}
