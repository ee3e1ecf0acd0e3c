using System.Net;

namespace Sockeye.Linux;

/// <summary>
/// Stream sockets by their descriptors: TCP and Unix. All are non-blocking and close-on-exec. A verb returns its result or
/// -errno; an interruption by a signal is repeated here and never returned.
/// </summary>
public static unsafe class Sockets
{
    private const int SockStream = 1;
    private const int SockNonBlock = 0x800;
    private const int SockCloseOnExec = 0x80000;

    private const int MsgDontWait = 0x40, MsgPeek = 0x2;
    private const int MsgNoSignal = 0x4000; // send(2): no SIGPIPE, EPIPE alone

    internal const int AcceptFlags = SockNonBlock | SockCloseOnExec;

    /// <summary>Opens a listener: socket, options, bind, listen.</summary>
    /// <remarks>
    /// SO_REUSEADDR is set on TCP, so that a restart does not wait for TIME_WAIT; two listeners on one port it does not allow.
    /// For IPv6, dual mode is set either way: the default is the system's (net.ipv6.bindv6only).
    /// </remarks>
    /// <param name="endPoint">The address: IP, or the path of a Unix socket, which must not exist. Port 0 lets the system choose.</param>
    /// <param name="backlog">Connections that may wait to be accepted; the system caps it (net.core.somaxconn).</param>
    /// <param name="dualMode">An IPv6 listener takes IPv4 clients, too.</param>
    /// <param name="reusePort">Several listeners share the port, and the kernel deals connections out among them (SO_REUSEPORT).
    /// The danger: a second server on the same port is not noticed.</param>
    /// <returns>The descriptor, or -errno.</returns>
    public static int Listen(EndPoint endPoint, int backlog, bool dualMode = false, bool reusePort = false)
    {
        SocketAddress address = SocketName.Encode(endPoint, out int family);
        int fd = Open(family);
        if (fd < 0) return fd;
        int result = 0;
        if (family != SocketName.FamilyUnix) result = SocketOptions.SetReuseAddress(fd);
        if (result == 0 && family == SocketName.FamilyIPv6) result = SocketOptions.SetDualMode(fd, dualMode);
        if (result == 0 && reusePort) result = SocketOptions.SetReusePort(fd);
        if (result == 0)
        {
            fixed (byte* name = address.Buffer.Span) result = Libc.Result(Libc.bind(fd, name, (uint)address.Size));
        }
        if (result == 0) result = Libc.Result(Libc.listen(fd, backlog));
        if (result == 0) return fd;
        _ = Close(fd);
        return result;
    }

    /// <summary>Opens a socket and begins to connect it. It is connected, or has failed
    /// (<see cref="SocketOptions.PendingError"/>), when it is writable; on Unix sockets and loopback often at once.</summary>
    /// <param name="endPoint">Whom to connect to.</param>
    /// <returns>The descriptor, or -errno. A Unix socket whose backlog is full says EAGAIN.</returns>
    public static int Connect(EndPoint endPoint) => Connect(endPoint, source: null, out _);

    /// <summary>Opens a socket, binds it to an address of this machine, and begins to connect it.</summary>
    /// <param name="endPoint">Whom to connect to.</param>
    /// <param name="source">The address to connect from; null lets the system choose. Its port, if it is 0, is chosen when the other
    /// end is known (IP_BIND_ADDRESS_NO_PORT), so that each address brings a whole range of ports.</param>
    /// <param name="connected">Whether it is connected already.</param>
    /// <returns>The descriptor, or -errno. A Unix socket whose backlog is full says EAGAIN.</returns>
    public static int Connect(EndPoint endPoint, IPEndPoint? source, out bool connected)
    {
        connected = false;
        SocketAddress address = SocketName.Encode(endPoint, out int family);
        int fd = Open(family);
        if (fd < 0) return fd;
        int result = source is null ? 0 : Bind(fd, source);
        if (result == 0)
        {
            fixed (byte* name = address.Buffer.Span) result = Libc.Result(Libc.connect(fd, name, (uint)address.Size));
            connected = result == 0;
        }
        // connect(2): an interrupted connect goes on by itself, as one in progress does; a second call would say EALREADY.
        if (result is 0 or -Errno.EINPROGRESS or -Errno.EINTR) return fd;
        _ = Close(fd);
        return result;
    }

    /// <summary>Takes one connection from a listener's backlog.</summary>
    /// <param name="listener">The listener.</param>
    /// <returns>The connection's descriptor, or -errno: EAGAIN when the backlog is empty.</returns>
    public static int Accept(int listener)
    {
        int result;
        do
        {
            result = CallFaults.Enabled && CallFaults.OnThisThread?.MeetAccept() is int fault and < 0
                ? fault
                : Libc.Result(Libc.accept4(listener, null, null, AcceptFlags));
        }
        while (result == -Errno.EINTR);
        return result;
    }

    /// <summary>Receives what has arrived; never waits.</summary>
    /// <param name="fd">The connection.</param>
    /// <param name="buffer">Where it goes; not empty, since 0 means the end.</param>
    /// <returns>The number of bytes, 0 at the end of the stream, or -errno.</returns>
    public static int Receive(int fd, Span<byte> buffer)
    {
        int result;
        do
        {
            int length = buffer.Length;
            if (CallFaults.Enabled && CallFaults.OnThisThread?.MeetTransfer(ref length) is int fault and < 0) result = fault;
            else fixed (byte* bytes = buffer) result = Libc.Result(Libc.recv(fd, bytes, (nuint)length, MsgDontWait));
        }
        while (result == -Errno.EINTR);
        return result;
    }

    /// <summary>Whether there is something to receive, which stays where it is; never waits.</summary>
    /// <param name="fd">The connection.</param>
    /// <returns>1 where bytes have arrived, 0 at the end of the stream, or -errno: EAGAIN where nothing has happened. Another error is
    /// told once, and no receive after it will tell it (tcp(7)).</returns>
    public static int Peek(int fd)
    {
        byte one;
        int result;
        do result = Libc.Result(Libc.recv(fd, &one, 1, MsgDontWait | MsgPeek));
        while (result == -Errno.EINTR);
        return result;
    }

    /// <summary>Sends as much as there is room for; never waits, and raises no SIGPIPE.</summary>
    /// <param name="fd">The connection.</param>
    /// <param name="bytes">What to send.</param>
    /// <returns>The number of bytes taken, perhaps fewer than given, or -errno.</returns>
    public static int Send(int fd, ReadOnlySpan<byte> bytes)
    {
        int result;
        do
        {
            int length = bytes.Length;
            if (CallFaults.Enabled && CallFaults.OnThisThread?.MeetTransfer(ref length) is int fault and < 0) result = fault;
            else fixed (byte* first = bytes) result = Libc.Result(Libc.send(fd, first, (nuint)length, MsgDontWait | MsgNoSignal));
        }
        while (result == -Errno.EINTR);
        return result;
    }

    /// <summary>Ends one direction of a connection or both: sending ends with a FIN behind what has been sent. Due before
    /// <see cref="Close"/> whenever an operation may be in flight on a ring: closing alone would not send it.</summary>
    /// <param name="fd">The connection.</param>
    /// <param name="ends">What ends.</param>
    /// <returns>0, also where the peer has gone already (ENOTCONN), or -errno.</returns>
    public static int Shutdown(int fd, Ends ends)
    {
        int result = Libc.Result(Libc.shutdown(fd, (int)ends));
        return result == -Errno.ENOTCONN ? 0 : result;
    }

    /// <summary>Closes a descriptor. It is gone whatever is returned.</summary>
    /// <param name="fd">The descriptor.</param>
    /// <returns>0 or -errno.</returns>
    // close(2): on Linux the descriptor is released even at EINTR; a second call could close somebody else's.
    public static int Close(int fd) => Libc.Result(Libc.close(fd));

    /// <summary>Two Unix sockets connected to each other.</summary>
    internal static int Pair(out int first, out int second)
    {
        int* pair = stackalloc int[2];
        int result = Libc.Result(Libc.socketpair(SocketName.FamilyUnix, SockStream | AcceptFlags, 0, pair));
        (first, second) = (pair[0], pair[1]);
        return result;
    }

    private static int Bind(int fd, IPEndPoint source)
    {
        int result = SocketOptions.SetBindAddressNoPort(fd);
        SocketAddress address = SocketName.Encode(source, out _);
        if (result < 0) return result;
        fixed (byte* name = address.Buffer.Span) return Libc.Result(Libc.bind(fd, name, (uint)address.Size));
    }

    private static int Open(int family) => Libc.Result(Libc.socket(family, SockStream | AcceptFlags, 0));
}

/// <summary>The directions of a connection, as shutdown(2) numbers them.</summary>
public enum Ends
{
    /// <summary>Nothing more is read here; what still arrives is accepted and dropped.</summary>
    Receiving = 0,

    /// <summary>Nothing more is sent: the peer reads to the end.</summary>
    Sending = 1,

    /// <summary>Both.</summary>
    Both = 2,
}
