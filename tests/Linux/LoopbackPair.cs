using System.Net;
using Sockeye.Linux;
using Xunit;

namespace Sockeye.Tests.Linux;

/// <summary>Two ends of a TCP connection over loopback, by their descriptors.</summary>
internal sealed class LoopbackPair : IDisposable
{
    private readonly HashSet<int> _open = [];

    internal LoopbackPair(int sendBufferBytes = 0, int receiveBufferBytes = 0)
    {
        Listener = Opened(Sockets.Listen(new IPEndPoint(IPAddress.Loopback, 0), backlog: 16));
        if (sendBufferBytes > 0) Assert.Equal(0, SocketOptions.SetSendBuffer(Listener, sendBufferBytes));
        if (receiveBufferBytes > 0) Assert.Equal(0, SocketOptions.SetReceiveBuffer(Listener, receiveBufferBytes));
        Client = Connect();
        Server = Opened(Sockets.Accept(Listener));
    }

    internal int Listener { get; }

    internal int Client { get; }

    internal int Server { get; }

    internal int Connect() => Opened(Sockets.Connect(SocketName.Local(Listener)!));

    internal int Opened(int fd)
    {
        Assert.True(fd >= 0, Errno.Text(fd));
        _open.Add(fd);
        return fd;
    }

    internal void Close(int fd)
    {
        Assert.True(_open.Remove(fd));
        Assert.Equal(0, Sockets.Close(fd));
    }

    /// <summary>Sends, and waits until the peer's kernel has it.</summary>
    internal static void Deliver(int fd, ReadOnlySpan<byte> bytes)
    {
        Assert.Equal(bytes.Length, Sockets.Send(fd, bytes));
        Until(() => SocketOptions.Unacknowledged(fd) == 0);
    }

    internal static void Until(Func<bool> condition)
    {
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(5)), "not within 5 s");
    }

    public void Dispose()
    {
        foreach (int fd in _open) _ = Sockets.Close(fd);
    }
}
