using System.Net;
using System.Net.Sockets;
using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>
/// The listening socket of a server: bound by its constructor, counts whom it lets in, knows whose fault a failed accept
/// is. Used by the models over <see cref="Socket"/>; one thread accepts.
/// </summary>
internal sealed class Listener : IDisposable
{
    private readonly ServerOptions _options;
    private readonly Service _service;
    private readonly Socket _socket;
    private readonly Admission _admission;
    private readonly SocketMode _mode;

    /// <param name="protocol">Makes the protocol of a connection.</param>
    /// <param name="options">Where and how to listen.</param>
    /// <param name="ledger">Who is in.</param>
    /// <param name="mode">How what it accepts is waited for.</param>
    internal Listener(Func<IProtocol> protocol, ServerOptions options, Ledger ledger, SocketMode mode)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        _options = options;
        _service = new Service(protocol, options, ledger, holdsLoop: mode == SocketMode.Polled);
        _mode = mode;
        _admission = new Admission(options, ledger);
        Ledger = ledger;
        _socket = Bind(options.EndPoint);
        try
        {
            Configure(_socket);
            _socket.Listen(options.Backlog);
            // A socket that ever was non-blocking stays so underneath, and the runtime then emulates blocking at a cost; and an
            // accepted socket takes after its listener. So the listener of a blocking model blocks, and is polled first.
            _socket.Blocking = mode == SocketMode.Blocks;
            EndPoint = _socket.LocalEndPoint!;
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    internal EndPoint EndPoint { get; }

    internal Ledger Ledger { get; }

    internal Socket Socket => _socket;

    internal int Backlog => _options.Backlog;

    /// <summary>Whether it may accept now; asked before it is waited for.</summary>
    internal bool Accepting(long now) => _admission.Open(now);

    /// <summary>When a pause after a shortage is over; <see cref="Clocks.Never"/> without one.</summary>
    internal long ResumesAt(long now) => _admission.ResumesAt(now);

    /// <summary>Takes one connection out of the backlog; null where there is none, or none may be taken now.</summary>
    /// <exception cref="SocketException">The listener is broken.</exception>
    internal SocketConnection? Accept(long now)
    {
        // Each round either returns, or uses up one connection or one error of somebody else's.
        for (int i = 0; i < _options.AcceptBudget && Accepting(now) && _socket.Poll(0, SelectMode.SelectRead); i++)
        {
            if (Take(now) is not { } socket) continue;
            // The only one who accepts: a place that is free stays free.
            if (_admission.Enter(hasPlace: false, out long id)) return Connect(id, socket);
            socket.Dispose();
        }
        return null;
    }

    public void Dispose() => _socket.Dispose();

    private Socket? Take(long now)
    {
        try
        {
            if (Faults.Enabled && _options.Faults is { } faults && faults.NextAccept(out SocketError injected))
                throw new SocketException((int)injected);
            return _socket.Accept();
        }
        catch (SocketException exception)
        {
            _admission.Failed(exception.SocketErrorCode, now);
            return null;
        }
    }

    private SocketConnection Connect(long id, Socket socket)
    {
        try
        {
            // On Linux what is set on the listener holds for what it accepts (tcp(7)); elsewhere that is not promised.
            if (!OperatingSystem.IsLinux()) Configure(socket);
        }
        catch (SocketException)
        {
            // Already reset by its peer: the first receive tells the same.
        }
        _options.Observer?.Accepted(id, PeerOf(socket));
        Connection connection = new(id, _service);
        return new SocketConnection(socket, connection, _mode, _options.Faults);
    }

    private static EndPoint? PeerOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (SocketException)
        {
            // Reset while it was queued: getpeername(2) says ENOTCONN. Its bytes, and then the reset, are still to be read.
            return null;
        }
    }

    private void Configure(Socket socket)
    {
        if (_options.SocketSendBufferBytes > 0) socket.SendBufferSize = _options.SocketSendBufferBytes;
        if (_options.SocketReceiveBufferBytes > 0) socket.ReceiveBufferSize = _options.SocketReceiveBufferBytes;
        if (socket.AddressFamily == AddressFamily.Unix) return;
        socket.NoDelay = true;
        // Without it a byte sent as urgent data is lost to the stream, and a proxy and we would read different streams.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.OutOfBandInline, true);
    }

    private static Socket Bind(EndPoint endPoint)
    {
        StaleUnixSocket.Remove(endPoint);
        Socket socket = NewSocket(endPoint);
        try
        {
            socket.Bind(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket NewSocket(EndPoint endPoint)
    {
        if (endPoint is UnixDomainSocketEndPoint) return new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Socket socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        // «::» takes IPv4, too; any other IPv6 address is what it says.
        if (socket.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = TakesBothFamilies(endPoint);
        return socket;
    }

    internal static bool TakesBothFamilies(EndPoint endPoint) => endPoint is IPEndPoint ip && ip.Address.Equals(IPAddress.IPv6Any);
}
