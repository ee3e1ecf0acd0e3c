using System.Net;
using System.Net.Sockets;
using Sockeye.Linux;
using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>The listening socket of a model on file descriptors: what <see cref="Listener"/> is to the models over
/// <see cref="Socket"/>. One thread accepts.</summary>
internal sealed class FdListener : IDisposable
{
    private readonly ServerOptions _options;
    private readonly Service _service;
    private readonly Admission _admission;

    internal FdListener(Func<IProtocol> protocol, ServerOptions options, Ledger ledger, EndPoint endPoint, bool reusePort = false)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        _options = options;
        _service = new Service(protocol, options, ledger, holdsLoop: true);
        _admission = new Admission(options, ledger);
        StaleUnixSocket.Remove(endPoint);
        Fd = Sockets.Listen(endPoint, options.Backlog, Listener.TakesBothFamilies(endPoint), reusePort);
        if (Fd < 0) throw new SocketException((int)Errno.ToSocketError(Fd));
        EndPoint = SocketName.Local(Fd)!;
        if (options.SocketSendBufferBytes > 0) _ = SocketOptions.SetSendBuffer(Fd, options.SocketSendBufferBytes);
        if (options.SocketReceiveBufferBytes > 0) _ = SocketOptions.SetReceiveBuffer(Fd, options.SocketReceiveBufferBytes);
        if (endPoint is UnixDomainSocketEndPoint) return;
        // What is set on the listener holds for what it accepts.
        _ = SocketOptions.SetNoDelay(Fd);
        _ = SocketOptions.SetOobInline(Fd);
    }

    /// <summary>The listeners of so many reactors: one, whose connections are handed out, or one each (SO_REUSEPORT).</summary>
    internal static FdListener[] Open(Func<IProtocol> protocol, ServerOptions options, Ledger ledger, int reactors)
    {
        bool each = options.Accept == AcceptMode.ReusePort && reactors > 1 && options.EndPoint is not UnixDomainSocketEndPoint;
        // Bound once without SO_REUSEPORT: with it, two servers could share the address unnoticed.
        FdListener first = new(protocol, options, ledger, options.EndPoint);
        if (!each) return [first];
        first.Dispose();
        List<FdListener> listeners = [];
        try
        {
            for (int i = 0; i < reactors; i++) listeners.Add(new(protocol, options, ledger, first.EndPoint, reusePort: true));
        }
        catch
        {
            foreach (FdListener listener in listeners) listener.Dispose();
            throw;
        }
        return [.. listeners];
    }

    internal int Fd { get; private set; }

    internal EndPoint EndPoint { get; }

    internal bool Closed => Fd < 0;

    /// <summary>The last <see cref="Accept"/> found nobody in the backlog: it did not stop for want of room, or for somebody else's
    /// error. A listener that is closed before resets those who are queued.</summary>
    internal bool Emptied { get; private set; }

    internal bool Accepting(long now) => _admission.Open(now);

    internal long ResumesAt(long now) => _admission.ResumesAt(now);

    /// <summary>Takes one connection out of the backlog. False: there is none, or none may be taken now.</summary>
    /// <exception cref="SocketException">The listener is broken.</exception>
    internal bool Accept(long now, out int fd, out Connection? connection)
    {
        Emptied = false;
        for (int i = 0; i < _options.AcceptBudget && Accepting(now); i++)
        {
            if (Faults.Enabled && _options.Faults is { } faults && faults.NextAccept(out SocketError injected))
            {
                _admission.Failed(injected, now);
                continue;
            }
            if (!_admission.TakePlace()) break;
            fd = Sockets.Accept(Fd);
            if (fd < 0) _admission.LeavePlace();
            Emptied = Errno.WouldBlock(fd);
            if (Emptied) break;
            if (Take(fd, hasPlace: fd >= 0, now, out connection)) return true;
        }
        fd = -1;
        connection = null;
        return false;
    }

    /// <summary>What came of one accept: a descriptor, or -errno. False: it is nobody, or somebody for whom there is no room.</summary>
    /// <exception cref="SocketException">The listener is broken.</exception>
    internal bool Accepted(int result, long now, out Connection? connection) => Take(result, hasPlace: false, now, out connection);

    private bool Take(int result, bool hasPlace, long now, out Connection? connection)
    {
        connection = null;
        if (Faults.Enabled && _options.Faults is { } faults) MeetFaults(faults, result, now);
        if (result < 0)
        {
            _admission.Failed(Errno.ToSocketError(result), now);
            return false;
        }
        if (!_admission.Enter(hasPlace, out long id))
        {
            _ = Sockets.Close(result);
            return false;
        }
        if (_options.Observer is { } observer) observer.Accepted(id, SocketName.Peer(result));
        connection = new Connection(id, _service);
        return true;
    }

    // A connection that was accepted is kept: what a multishot has handed over cannot be given back.
    private void MeetFaults(FaultPlan faults, int accepted, long now)
    {
        try
        {
            while (faults.NextAccept(out SocketError injected)) _admission.Failed(injected, now);
        }
        catch
        {
            if (accepted >= 0) _ = Sockets.Close(accepted);
            throw;
        }
    }

    public void Dispose()
    {
        if (Closed) return;
        _ = Sockets.Close(Fd);
        Fd = -1;
        if (EndPoint is UnixDomainSocketEndPoint && UnixSocketFile.Exists(EndPoint.ToString()!)) File.Delete(EndPoint.ToString()!);
    }
}
