using System.Diagnostics;
using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>
/// The accounting of one connection, the same on every model: what was received and not consumed, what is unsent, which
/// clock runs, why it ended, and so what is wanted next. No socket and no thread inside: the model moves the bytes, says
/// what happened (<see cref="Received"/>, <see cref="Sent"/> ...) and does what <see cref="Wants"/> says.
/// </summary>
/// <remarks>
/// Rules for editors. One thread at a time calls, but for <see cref="Ended"/>. Whatever a protocol does, nothing is thrown
/// to the model. The protocol is called by <see cref="Call"/> alone, and only while nothing is unsent. The time is asked for
/// after a call, never taken from before it: a handler that blocks, this one's or another's, is no fault of this one's peer.
/// </remarks>
internal sealed class Connection
{
    /// <summary>Calls in a row in which a protocol may neither consume nor write, before it is taken for stuck.</summary>
    private const int MaxIdleCalls = 64;

    private readonly Service _service;
    private readonly ReplyBuffer _reply;
    private InputBuffer _input;

    private IProtocol? _protocol;
    private Next _next;
    private bool _waiting;
    private bool _pauseTold;
    private bool _peerEnded;
    private bool _lingering;
    private bool _callAgain;
    private bool _messageIsNew;
    private bool _isStranger = true;
    private bool _faulted;
    private byte _idleCalls;

    private CloseReason? _reason;
    private string? _detail;
    private CancellationTokenSource? _ended;
    private bool _hasEnded;

    private long _receivedBytes;
    private long _sentBytes;
    private int _droppedBytes;

    private long _progressAt;
    private long _messageSince = Clocks.Never;
    private long _strangerSince = Clocks.Never;
    // Since when it has been sending without progress; once it lingers, since when it has.
    private long _phaseSince = Clocks.Never;

    /// <param name="id">Its number.</param>
    /// <param name="service">What it shares with all others of its server.</param>
    internal Connection(long id, Service service)
    {
        Id = id;
        _service = service;
        _reply = new ReplyBuffer(service, this);
    }

    internal long Id { get; }

    /// <summary>Who serves it; -1 before anybody does. Where connections go from thread to thread, set after each wait.</summary>
    internal int Worker { get; set; } = -1;

    internal Want Wants { get; private set; }

    /// <summary>The close is to be an RST: what is unsent shall not be sent any more.</summary>
    internal bool Abortive => _reason is CloseReason.SendTimeout or CloseReason.DrainDeadline;

    /// <summary>Outside an exchange: nothing unconsumed, nothing unsent, no task, and not about to end.</summary>
    internal bool Idle => Wants == Want.Receive && !_lingering && _input.Length == 0;

    internal bool Lingering => _lingering;

    /// <summary>The task that is waited for.</summary>
    internal Task? Task => _waiting ? _next.Task : null;

    internal ReadOnlySpan<byte> Unsent => _reply.UnsentBytes;

    internal ReadOnlyMemory<byte> UnsentMemory => _reply.UnsentMemory;

    internal int UnsentLength => _reply.Unsent;

    /// <summary>A token that is cancelled when the connection ends. From any thread.</summary>
    internal CancellationToken Ended
    {
        get
        {
            if (Volatile.Read(ref _ended) is not { } source)
            {
                source = new CancellationTokenSource();
                source = Interlocked.CompareExchange(ref _ended, source, null) ?? source;
                // Close may have looked for a source just before this one was there.
                if (Volatile.Read(ref _hasEnded)) source.Cancel();
            }
            return source.Token;
        }
    }

    /// <summary>When the first of its clocks is over.</summary>
    internal long Deadline
    {
        get
        {
            if (_lingering) return Clocks.After(_phaseSince, _service.Clocks.Linger);
            if (Wants is not (Want.Receive or Want.Send)) return Clocks.Never;
            return Math.Min(OwnDeadline, Clocks.After(_progressAt, _service.Clocks.Idle));
        }
    }

    private long OwnDeadline => Wants == Want.Send
        ? Clocks.After(_phaseSince, _service.Clocks.Send)
        : Math.Min(Clocks.After(_messageSince, _service.Clocks.Message), FirstMessageDeadline);

    private long FirstMessageDeadline => _isStranger ? Clocks.After(_strangerSince, _service.Clocks.FirstMessage) : Clocks.Never;

    private int MaxMessageBytes => _isStranger ? _service.MaxFirstMessageBytes : _service.Options.MaxMessageBytes;

    internal void Open(int worker)
    {
        Debug.Assert(_protocol is null);
        Worker = worker;
        _service.Observer?.Started(Id, worker);
        try
        {
            _protocol = _service.Protocol();
            Take(_protocol.Open(_reply));
        }
        catch (Exception exception)
        {
            HandlerFault(exception);
        }
        Decide();
    }

    /// <summary>Bytes have arrived, in a buffer of the model's: what is not consumed is copied.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="asked">When the kernel was asked for them, by which its clocks are looked at: who always has some waiting would never
    /// come to a clock that is over.</param>
    /// <param name="isAll">Whether it had no more. Where it may have, those came in time, too.</param>
    internal void Received(ReadOnlySpan<byte> bytes, long asked, bool isAll)
    {
        Arrived(bytes);
        if (isAll) Expire(asked);
    }

    private void Arrived(ReadOnlySpan<byte> bytes)
    {
        Debug.Assert(Wants == Want.Receive);
        _idleCalls = 0;
        _receivedBytes += bytes.Length;
        if (_lingering)
        {
            _droppedBytes += bytes.Length;
            if (_droppedBytes >= _service.Options.LingerBytes) Wants = Want.Close;
            return;
        }
        if (_input.Length == 0)
        {
            _input.Append(_service.Pool, bytes[Call(bytes)..]);
        }
        else
        {
            _input.Append(_service.Pool, bytes);
            _input.Consume(_service.Pool, Call(_input.Bytes));
        }
        Decide();
    }

    /// <summary>
    /// Bytes have arrived that were not asked for, since the model cannot stop at once: they are kept until it is the
    /// protocol's turn. False: that is as much as may be kept, and the model must stop.
    /// </summary>
    internal bool Keep(ReadOnlySpan<byte> bytes)
    {
        _progressAt = Clocks.Now;
        _receivedBytes += bytes.Length;
        _input.Append(_service.Pool, bytes);
        _callAgain = true;
        return _input.Length < MaxMessageBytes;
    }

    /// <summary>The peer has finished sending.</summary>
    internal void PeerEnded()
    {
        if (_lingering)
        {
            Wants = Want.Close;
            return;
        }
        _peerEnded = true;
        try
        {
            Take(_protocol!.End(_reply));
        }
        catch (Exception exception)
        {
            HandlerFault(exception);
        }
        Decide();
    }

    /// <summary>The kernel has taken part of the reply, or all of it.</summary>
    internal void Sent(int bytes)
    {
        Debug.Assert(Wants == Want.Send);
        _sentBytes += bytes;
        _reply.Sent(bytes);
        _service.Observer?.Sent(Id, Worker, bytes);
        Decide();
    }

    /// <summary>The task that was waited for has ended, whichever way.</summary>
    internal void Waited()
    {
        if (Task is not { } task) return;
        Debug.Assert(task.IsCompleted);
        _waiting = _pauseTold = false;
        _service.Ledger.TaskEnded();
        if (_reason is not null) return;
        _service.Observer?.Resumed(Id, Worker);
        try
        {
            Take(Next.Wait(task));
        }
        catch (Exception exception)
        {
            HandlerFault(exception);
        }
        Decide();
    }

    /// <summary>The sending side is shut down: what still comes is dropped, for a bounded while.</summary>
    internal void Finished()
    {
        Debug.Assert(Wants == Want.Finish);
        _lingering = true;
        _phaseSince = Clocks.Now;
        Wants = Want.Receive;
    }

    /// <summary>Ends it if one of its clocks is over.</summary>
    internal void Expire(long now)
    {
        if (now < Deadline) return;
        if (_lingering) Wants = Want.Close;
        else if (now < OwnDeadline) End(CloseReason.IdleTimeout);
        else End(Wants == Want.Send ? CloseReason.SendTimeout : CloseReason.MessageTimeout);
    }

    /// <summary>Ends it from outside the conversation; the first reason stands.</summary>
    internal void End(CloseReason reason, string? detail = null)
    {
        if (_reason is null)
        {
            _reason = reason;
            _detail = detail;
        }
        Wants = Want.Close;
    }

    /// <summary>Its handler sleeps on the thread that called it.</summary>
    internal void Sleep(TimeSpan time)
    {
        _service.Observer?.Paused(Id, Worker, blocking: true);
        Thread.Sleep(time);
        _service.Observer?.Resumed(Id, Worker);
    }

    /// <summary>The server itself failed it.</summary>
    internal void Fault(Exception exception)
    {
        _service.Observer?.ServerFaulted(Id, exception);
        End(CloseReason.ServerFault, exception.GetType().Name);
    }

    /// <summary>
    /// The socket is closed. Where a task is still at work, the protocol is told when that has ended: until then the reply
    /// is the task's.
    /// </summary>
    internal void Close()
    {
        Debug.Assert(Wants == Want.Close);
        Volatile.Write(ref _hasEnded, true);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _ended) is { } source) Cancel(source);
        if (Task is { } task) _ = ConcludeLate(task);
        else Conclude();
    }

    /// <summary>Where the unsent bytes begin, for a kernel that reads them later: there they stay until it has.</summary>
    internal nint PinUnsent() => _reply.Pin();

    /// <summary>The kernel has read what it wanted.</summary>
    internal void UnpinUnsent() => _reply.Unpin();

    /// <summary>The kernel may read the reply even after the end: its memory is left to it.</summary>
    internal void AbandonReply() => _reply.Abandon();

    /// <summary>What is wanted next, once the protocol was called, or part of its reply has gone. That is progress, and the clocks
    /// run from here.</summary>
    private void Decide()
    {
        while (_reason is null)
        {
            long now = _progressAt = Clocks.Now;
            if (_waiting)
            {
                if (!_pauseTold) _service.Observer?.Paused(Id, Worker, blocking: false);
                _pauseTold = true;
                Wants = Want.Wait;
                return;
            }
            if (_reply.Unsent > 0)
            {
                _phaseSince = now;
                Wants = Want.Send;
                return;
            }
            switch (_next.Kind)
            {
                case NextKind.Close:
                    Finish(_peerEnded ? CloseReason.PeerClosed : CloseReason.ProtocolClosed);
                    break;
                case NextKind.Fail:
                    Finish(_faulted ? CloseReason.HandlerFault : CloseReason.ProtocolError, _next.Failure);
                    break;
                case NextKind.Read when !_callAgain || _input.Length == 0:
                    ReadOn(now);
                    return;
                default:
                    _input.Consume(_service.Pool, Call(_input.Bytes));
                    if (_idleCalls > MaxIdleCalls)
                        HandlerFault(new InvalidOperationException("The protocol asks to be called again and does nothing."));
                    break;
            }
        }
    }

    private void ReadOn(long now)
    {
        if (_peerEnded)
        {
            Finish(CloseReason.PeerClosed);
        }
        else if (_input.Length >= MaxMessageBytes || _next.MessageBytes > MaxMessageBytes)
        {
            Finish(CloseReason.MessageTooLarge);
        }
        else
        {
            if (_input.Length == 0) _messageSince = Clocks.Never;
            else if (_messageSince == Clocks.Never || _messageIsNew) _messageSince = now;
            if (_strangerSince == Clocks.Never) _strangerSince = now;
            _messageIsNew = false;
            Wants = Want.Receive;
        }
    }

    /// <summary>Calls the protocol with bytes, of which at most one longest message is offered, so that a message over the limit
    /// is refused in however few pieces it came; returns how many it consumed.</summary>
    private int Call(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> offered = bytes[..Math.Min(bytes.Length, MaxMessageBytes)];
        _service.Observer?.HandlingBegan(Id, Worker, offered.Length);
        long began = _service.Observer is null ? Clocks.Never : Clocks.Now;
        int consumed = 0;
        try
        {
            Next next = _protocol!.Received(offered, _reply, out int claimed);
            if ((uint)claimed > (uint)offered.Length)
                throw new InvalidOperationException($"The protocol consumed {claimed} of {offered.Length} bytes.");
            consumed = claimed;
            _callAgain = consumed > 0;
            _messageIsNew |= _callAgain;
            _isStranger &= !_callAgain;
            Take(next);
        }
        catch (Exception exception)
        {
            HandlerFault(exception);
        }
        _idleCalls = consumed > 0 || _reply.Unsent > 0 || _waiting ? (byte)0 : (byte)(_idleCalls + 1);
        if (_service.Observer is not null) TellHandled(_service.Observer, consumed, Clocks.Now - began);
        return consumed;
    }

    private void TellHandled(ServerObserver observer, int consumed, long milliseconds)
    {
        Counted(out long messages, out long? client);
        observer.HandlingEnded(Id, Worker, consumed, messages, client);
        if (!_service.HoldsLoop || milliseconds <= _service.Clocks.SlowHandler) return;
        observer.HandlerWasSlow(Id, Worker, TimeSpan.FromMilliseconds(milliseconds));
    }

    /// <summary>Takes up what the protocol wants. A task that has ended is the same as being called again.</summary>
    private void Take(Next next)
    {
        _next = next;
        if (next.Task is not { } task) return;
        if (!task.IsCompleted)
        {
            _waiting = true;
            _service.Ledger.TaskBegan();
            return;
        }
        task.GetAwaiter().GetResult();
        _next = Next.More;
    }

    /// <summary>The protocol failed. What it wrote until then is sent first: the messages before the one that failed have been
    /// answered, however many of them came in one call.</summary>
    private void HandlerFault(Exception exception)
    {
        _service.Observer?.Faulted(Id, exception);
        _faulted = true;
        _next = Next.Fail(exception.GetType().Name);
    }

    /// <summary>
    /// Ends it from inside the conversation, in good order: FIN, and then what the peer still sends is read and dropped,
    /// since closing a socket with unread input sends an RST that can destroy the reply on its way (tcp(7)).
    /// </summary>
    private void Finish(CloseReason reason, string? detail = null)
    {
        End(reason, detail);
        if (!_peerEnded) Wants = Want.Finish;
    }

    private void Cancel(CancellationTokenSource source)
    {
        // Not on this thread: what a protocol has registered on its token may block, or throw.
        _ = source.CancelAsync().ContinueWith(
            cancelled => _service.Observer?.Faulted(Id, cancelled.Exception!), CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private async Task ConcludeLate(Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _service.Ledger.TaskEnded();
        _service.Observer?.LateReply(Id);
        Conclude();
    }

    private void Conclude()
    {
        long messages = 0;
        try
        {
            _reply.Release();
            int unconsumed = _input.Length;
            _input.Release(_service.Pool);
            Counted(out messages, out long? client);
            if (_protocol is not null) TellClosed(_protocol);
            _service.Observer?.Closed(new(Id, Worker, _reason!.Value, _detail, _receivedBytes, _sentBytes, unconsumed, messages, client));
        }
        finally
        {
            _service.Ledger.Leave(served: Worker >= 0, aborted: _reason == CloseReason.DrainDeadline, messages);
        }
    }

    /// <summary>What the protocol says of itself; its getters are its own code, and may throw.</summary>
    private void Counted(out long messages, out long? client)
    {
        messages = 0;
        client = null;
        if (_protocol is not { } protocol) return;
        try
        {
            messages = protocol.Messages;
            client = protocol.Client;
        }
        catch (Exception exception)
        {
            _service.Observer?.Faulted(Id, exception);
        }
    }

    private void TellClosed(IProtocol protocol)
    {
        try
        {
            protocol.Closed(_reason!.Value);
        }
        catch (Exception exception)
        {
            _service.Observer?.Faulted(Id, exception);
        }
    }
}
