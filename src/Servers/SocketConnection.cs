using System.Diagnostics;
using System.Net.Sockets;
using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>
/// A connection over a <see cref="Socket"/>: moves the bytes once when asked, and tells the accounting what came of it, so
/// that errors get their meaning here and the loops are free of them. Used by the models over <see cref="Socket"/>.
/// </summary>
/// <remarks>One thread at a time owns it; <see cref="Drain"/>, <see cref="Abort"/> and the timer's <see cref="Interrupt"/> come from
/// others.</remarks>
internal sealed class SocketConnection(Socket socket, Connection connection, SocketMode mode, FaultPlan? faults) : ITimed<SocketConnection>
{
    /// <summary>A socket's time may be kept although none is asked for: it wakes early, but not often.</summary>
    private const int EarlyWakeMilliseconds = 1_000;

    private const int LongestPollMilliseconds = 1_000_000;

    /// <summary>How coarse <see cref="Clocks.Now"/> and the kernel's own timers may be, in milliseconds.</summary>
    private const int ClockGrain = 20;

    private const int AwaitedBytes = 1024;
    private const long Interrupted = -1;

    private readonly Lock _gate = new();
    private TimerLink<SocketConnection> _timer;
    private bool _closed;

    // How long the socket itself waits in a receive (blocking models), in milliseconds; 0 is for ever.
    private int _patience;

    // Until when it may stay parked; or that this time was up, which its owner and the timer settle between them.
    private long _parkedUntil = Clocks.Never;

    private volatile bool _draining;
    private volatile bool _aborted;
    private CloseReason _abortReason;
    private volatile bool _receivingIdle;
    private volatile bool _receiveShut;
    private volatile bool _sending;

    internal Connection Connection => connection;

    internal Socket Socket => socket;

    internal Want Wants => connection.Wants;

    /// <summary>The next few bytes of the reply, for an awaited send.</summary>
    internal ReadOnlyMemory<byte> NextUnsent => connection.UnsentMemory[..Math.Min(connection.UnsentLength, AwaitedBytes)];

    // The accounting is its owner's alone: another thread sees the clock that it was parked with.
    public long Deadline => mode == SocketMode.Awaited ? Volatile.Read(ref _parkedUntil) : connection.Deadline;

    public ref TimerLink<SocketConnection> Timer => ref _timer;

    internal void Open(int worker)
    {
        if (_aborted) connection.End(_abortReason);
        else connection.Open(worker);
    }

    /// <summary>Receives once. False: there was nothing, and a loop waits until the socket is readable.</summary>
    internal bool Receive(byte[] buffer)
    {
        if (mode == SocketMode.Blocks)
        {
            SetPatience();
            if (!MayReceive()) return true;
        }
        else if (mode == SocketMode.Awaited)
        {
            // From here on it does not wait, and whatever it finds it looks at before it waits again.
            _receivingIdle = false;
            if (Unpark()) return true;
        }
        long began = Clocks.Now;
        int received = SocketCalls.Receive(socket, buffer, mode, faults, out SocketError error);
        _receivingIdle = false;
        if (_aborted) connection.End(_abortReason);
        else if (received > 0) connection.Received(buffer.AsSpan(0, received), began, isAll: received < buffer.Length);
        else if (error == SocketError.Success) Ended();
        else return Failed(error, began, Clocks.Now);
        return true;
    }

    /// <summary>Sends once, and where it blocks waits for room. False: the kernel takes nothing now, and a loop waits until the
    /// socket is writable.</summary>
    internal bool Send()
    {
        if (mode == SocketMode.Blocks && !MaySend()) return true;
        int sent = SocketCalls.Send(socket, connection.Unsent, mode, faults, out SocketError error);
        // Where there is room again, no clock is over by the time at which that was asked.
        long? asked = mode == SocketMode.Blocks && SocketErrors.WouldBlock(error) ? AwaitRoom() : null;
        _sending = false;
        if (_aborted) connection.End(_abortReason);
        else if (error == SocketError.Success) connection.Sent(sent);
        else return Failed(error, began: Clocks.Never, asked ?? Clocks.Now);
        return true;
    }

    /// <summary>Blocks until the task that the protocol waits for has ended, or the server's patience.</summary>
    internal void Wait(Drain drain)
    {
        try
        {
            Task.WaitAny([connection.Task!], drain.Aborted);
            connection.Waited();
        }
        catch (OperationCanceledException) when (drain.Aborted.IsCancellationRequested)
        {
            connection.End(drain.Reason);
        }
    }

    /// <summary>Before an await: from here on the timer may interrupt it. False: the server stops, and it has ended.</summary>
    internal bool Park(SharedTimers timers)
    {
        if (connection.Wants == Want.Receive ? !MayReceive() : !MaySend()) return false;
        long deadline = connection.Deadline;
        if (deadline == Clocks.Never) return true;
        Volatile.Write(ref _parkedUntil, deadline);
        timers.Schedule(this);
        return true;
    }

    /// <summary>An awaited send has ended; the reply is gone as far as <paramref name="sent"/> bytes.</summary>
    internal void Sent(int sent)
    {
        if (Unpark()) return;
        if (_aborted) connection.End(_abortReason);
        else connection.Sent(sent);
    }

    /// <summary>An awaited receive or send has failed.</summary>
    internal void Failed(SocketError error)
    {
        if (Unpark()) return;
        if (_aborted) connection.End(_abortReason);
        else Failed(error, began: Clocks.Never, Clocks.Now);
    }

    /// <summary>The clock that it was parked with is over: makes what it awaits complete. By the timer.</summary>
    /// <returns>Whether it did. What is ready ends the wait by itself, and may have come in time, while this process stood still.</returns>
    internal bool Interrupt(long now)
    {
        if (IsReady()) return false;
        // Parked anew meanwhile, it is another clock's turn.
        long until = Volatile.Read(ref _parkedUntil);
        if (until > now || Interlocked.CompareExchange(ref _parkedUntil, Interrupted, until) != until) return false;
        Shutdown(SocketShutdown.Both);
        return true;
    }

    /// <summary>Completes when the task that the protocol waits for has ended, or the server's patience.</summary>
    internal async Task WaitAsync(Drain drain) =>
        await connection.Task!.WaitAsync(drain.Aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>An awaited task has ended, or the server's patience.</summary>
    internal void Waited(Drain drain)
    {
        if (connection.Task!.IsCompleted) connection.Waited();
        else connection.End(drain.Reason);
    }

    /// <summary>Sends FIN; what was sent before still arrives.</summary>
    internal void Finish()
    {
        Shutdown(SocketShutdown.Send);
        connection.Finished();
    }

    internal void Close()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
            // Linger 0 makes close(2) an RST: the kernel shall not go on sending what nobody waits for.
            if (connection.Abortive) socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }
        connection.Close();
    }

    /// <summary>The server stops: closes it when it is outside an exchange, and what was sent is answered. From any thread.</summary>
    internal void Drain()
    {
        _draining = true;
        Interlocked.MemoryBarrier();
        if (!_receivingIdle || mode == SocketMode.Polled) return;
        lock (_gate)
        {
            // Bytes that are queued end the receive by themselves, and may be the first of a message whose rest is to come.
            if (_closed || socket.Available > 0) return;
            // shutdown(2) ends a receive that waits, and then it reads as the end.
            _receiveShut = true;
            Shutdown(SocketShutdown.Receive);
        }
    }

    /// <summary>The server's patience is over: makes a blocked receive or send return. From any thread.</summary>
    internal void Abort(CloseReason reason)
    {
        _abortReason = reason;
        _aborted = true;
        Interlocked.MemoryBarrier();
        // A receive returns without a FIN, so that the peer sees the RST of the close and does not take this for a good end. A
        // send that blocks needs the FIN, which waits behind bytes that nobody reads, and goes with them.
        Shutdown(_sending ? SocketShutdown.Both : SocketShutdown.Receive);
    }

    /// <summary>Before waiting for something to receive. False: the server stops, and nothing is left to receive.</summary>
    private bool MayReceive()
    {
        if (!connection.Idle) return true;
        // Either this thread sees _draining, or Drain sees _receivingIdle: each sets its own flag before it looks at the other's.
        _receivingIdle = true;
        Interlocked.MemoryBarrier();
        if (!_draining || socket.Poll(0, SelectMode.SelectRead)) return true;
        connection.End(CloseReason.Drained);
        return false;
    }

    /// <summary>Before waiting to send. False: the server's patience is over.</summary>
    private bool MaySend()
    {
        // As in a receive: either this thread sees _aborted, or Abort sees _sending.
        _sending = true;
        Interlocked.MemoryBarrier();
        if (!_aborted) return true;
        connection.End(_abortReason);
        return false;
    }

    /// <summary>After an await. True: the timer has interrupted it, and it has ended.</summary>
    private bool Unpark()
    {
        _sending = false;
        if (Volatile.Read(ref _parkedUntil) == Clocks.Never) return false;
        if (Interlocked.Exchange(ref _parkedUntil, Clocks.Never) != Interrupted) return false;
        connection.Expire(Clocks.Now);
        return true;
    }

    private void Ended()
    {
        // The rest of a message cannot come any more, since the receiving side was shut down for the drain.
        if (_receiveShut && !connection.Lingering) connection.End(connection.Idle ? CloseReason.Drained : CloseReason.DrainDeadline);
        else connection.PeerEnded();
    }

    /// <summary>A receive or send did not go through: interrupted, nothing now, a clock that is over, or the peer has gone.</summary>
    private bool Failed(SocketError error, long began, long now)
    {
        if (error == SocketError.Interrupted) return true;
        // For a blocking receive TimedOut is its own time (EAGAIN by SO_RCVTIMEO, socket(7)), or, too early for that, a peer
        // that does not answer (ETIMEDOUT, tcp(7)).
        bool ownTime = mode == SocketMode.Blocks && error == SocketError.TimedOut
            && _patience != 0 && now - began >= _patience - _patience / 8 - ClockGrain;
        if (!ownTime && !SocketErrors.WouldBlock(error))
        {
            connection.End(SocketErrors.Reason(error), error.ToString());
            return true;
        }
        // Outside an exchange, and nothing is left of what the peer had sent.
        if (_draining && connection.Idle && !socket.Poll(0, SelectMode.SelectRead)) connection.End(CloseReason.Drained);
        else connection.Expire(now);
        return connection.Wants == Want.Close;
    }

    /// <summary>Blocks until the kernel takes something again, the next clock of the connection is over, or an abort has shut it
    /// down: that is room, too.</summary>
    /// <returns>By when the clocks are to be looked at: where there is room, by when that was asked.</returns>
    private long AwaitRoom()
    {
        long deadline = connection.Deadline;
        long asked = Clocks.Now;
        int milliseconds = (int)Math.Clamp(deadline - asked, 0, LongestPollMilliseconds);
        return socket.Poll(deadline == Clocks.Never ? -1 : milliseconds * 1_000, SelectMode.SelectWrite) ? asked : Clocks.Now;
    }

    /// <summary>
    /// Gives a blocking socket the time until the next clock of the connection. A system call, so what the socket has is
    /// left while it is about right: waking early is harmless, from a second on rare enough, and late by an eighth is near.
    /// </summary>
    private void SetPatience()
    {
        long deadline = connection.Deadline;
        int wanted = deadline == Clocks.Never ? 0 : (int)Math.Clamp(deadline - Clocks.Now, 1, int.MaxValue);
        if (wanted == _patience) return;
        int atLeast = wanted == 0 ? EarlyWakeMilliseconds : Math.Min(EarlyWakeMilliseconds, wanted - wanted / 8);
        if (_patience >= atLeast && (wanted == 0 || _patience <= wanted + wanted / 8)) return;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveTimeout, wanted);
        _patience = wanted;
    }

    private bool IsReady()
    {
        lock (_gate) return !_closed && socket.Poll(0, _sending ? SelectMode.SelectWrite : SelectMode.SelectRead);
    }

    private void Shutdown(SocketShutdown how)
    {
        lock (_gate)
        {
            if (_closed) return;
            try
            {
                socket.Shutdown(how);
            }
            catch (SocketException exception)
            {
                // The peer has gone meanwhile (ENOTCONN): nothing is left to shut down, and the next call says why.
                Debug.Assert(exception.SocketErrorCode != SocketError.InvalidArgument);
            }
        }
    }
}
