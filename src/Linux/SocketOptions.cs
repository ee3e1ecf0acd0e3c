namespace Sockeye.Linux;

/// <summary>The socket options that servers use, one verb each. A verb returns 0 (or the value asked for), or -errno.</summary>
public static unsafe class SocketOptions
{
    // socket(7), tcp(7), ipv6(7): the numbers of x64 and arm64.
    private const int SolSocket = 1;
    private const int SoReuseAddr = 2, SoError = 4, SoSndBuf = 7, SoRcvBuf = 8, SoOobInline = 10, SoLinger = 13, SoReusePort = 15;
    private const int IpProtoIp = 0, IpBindAddressNoPort = 24;
    private const int IpProtoTcp = 6, TcpNoDelay = 1;
    private const int IpProtoIPv6 = 41, IPv6Only = 26;
    private const nuint SioCOutQ = 0x5411, SioCInQ = 0x541B;

    /// <summary>Small replies go out at once (TCP only; EOPNOTSUPP on a Unix socket).</summary>
    /// <param name="fd">The connection, or the listener that passes it on.</param>
    /// <returns>0 or -errno.</returns>
    public static int SetNoDelay(int fd) => Set(fd, IpProtoTcp, TcpNoDelay, 1);

    /// <summary>Urgent bytes stay in the stream, in their place (TCP only in effect).</summary>
    /// <param name="fd">The connection, or the listener that passes it on.</param>
    /// <returns>0 or -errno.</returns>
    public static int SetOobInline(int fd) => Set(fd, SolSocket, SoOobInline, 1);

    /// <summary>Bytes of unsent data that the kernel holds; it doubles the number for its own needs.</summary>
    /// <param name="fd">The connection, or the listener that passes it on.</param>
    /// <param name="bytes">How many.</param>
    /// <returns>0 or -errno.</returns>
    public static int SetSendBuffer(int fd, int bytes) => Set(fd, SolSocket, SoSndBuf, bytes);

    /// <summary>Bytes of unread data that the kernel holds; it doubles the number for its own needs.</summary>
    /// <param name="fd">The connection, or the listener that passes it on.</param>
    /// <param name="bytes">How many.</param>
    /// <returns>0 or -errno.</returns>
    public static int SetReceiveBuffer(int fd, int bytes) => Set(fd, SolSocket, SoRcvBuf, bytes);

    /// <summary>Makes the close to come an abort: unsent data is dropped, and a TCP peer sees a reset.</summary>
    /// <param name="fd">The connection.</param>
    /// <returns>0 or -errno.</returns>
    public static int SetAbortOnClose(int fd)
    {
        int* linger = stackalloc int[2] { 1, 0 }; // socket(7): l_onoff, l_linger in seconds
        return Libc.Result(Libc.setsockopt(fd, SolSocket, SoLinger, linger, 2 * sizeof(int)));
    }

    /// <summary>The error that waits on a socket, taken off it: how a connect ended, why epoll reported one.</summary>
    /// <param name="fd">The socket.</param>
    /// <returns>0 without one, otherwise -errno.</returns>
    public static int PendingError(int fd)
    {
        int result = Get(fd, SolSocket, SoError, out int pending);
        return result < 0 ? result : -pending;
    }

    /// <summary>Bytes sent that the peer's kernel has not acknowledged (SIOCOUTQ, tcp(7)). On a Unix socket: memory of what the
    /// peer has not read.</summary>
    /// <param name="fd">The connection.</param>
    /// <returns>The number of bytes, or -errno.</returns>
    public static int Unacknowledged(int fd)
    {
        int bytes;
        int result = Libc.Result(Libc.ioctl(fd, SioCOutQ, &bytes));
        return result < 0 ? result : bytes;
    }

    /// <summary>How many received bytes are waiting to be read (SIOCINQ, tcp(7), unix(7)).</summary>
    /// <param name="fd">The connection.</param>
    /// <returns>The number of bytes, or -errno.</returns>
    public static int Unread(int fd)
    {
        int bytes;
        int result = Libc.Result(Libc.ioctl(fd, SioCInQ, &bytes));
        return result < 0 ? result : bytes;
    }

    // ip(7): without it bind takes a port at once, for every destination, and 28,000 connections are all that an address can make.
    internal static int SetBindAddressNoPort(int fd) => Set(fd, IpProtoIp, IpBindAddressNoPort, 1);

    internal static int SetReuseAddress(int fd) => Set(fd, SolSocket, SoReuseAddr, 1);

    // Alone and raw: System.Net.Sockets would set it together with SO_REUSEADDR, or neither.
    internal static int SetReusePort(int fd) => Set(fd, SolSocket, SoReusePort, 1);

    internal static int SetDualMode(int fd, bool on) => Set(fd, IpProtoIPv6, IPv6Only, on ? 0 : 1);

    internal static bool IsReusePort(int fd) => Get(fd, SolSocket, SoReusePort, out int value) == 0 && value != 0;

    private static int Set(int fd, int level, int name, int value) =>
        Libc.Result(Libc.setsockopt(fd, level, name, &value, sizeof(int)));

    private static int Get(int fd, int level, int name, out int value)
    {
        uint length = sizeof(int);
        fixed (int* into = &value) return Libc.Result(Libc.getsockopt(fd, level, name, into, &length));
    }
}
