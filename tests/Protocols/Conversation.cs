using System.Buffers;
using Sockeye.Protocols;

namespace Sockeye.Tests.Protocols;

/// <summary>
/// A connection in memory: plays bytes against a protocol exactly as the contract says, and keeps what was answered. It
/// is the oracle that every server model is compared with.
/// </summary>
internal sealed class Conversation : IReply, IDisposable
{
    // As many calls in a row may neither consume nor write; then the protocol is stuck.
    private const int MaxIdleCalls = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly IProtocol _protocol;
    private readonly bool _keepReply;
    private CancellationTokenSource? _ended;
    private byte[] _input = new byte[256];
    private int _inputStart;
    private int _inputEnd;
    private byte[] _reply = new byte[256];
    private int _sent;
    private int _written;
    private int _idleCalls;
    private bool _peerEnded;

    /// <summary>Opens the protocol. A long conversation whose reply is not kept needs little memory.</summary>
    internal Conversation(
        IProtocol protocol, int maxMessageBytes = 64 * 1024, int maxReplyBytes = 1024 * 1024, bool keepReply = true)
    {
        _protocol = protocol;
        _keepReply = keepReply;
        MaxMessageBytes = maxMessageBytes;
        MaxReplyBytes = maxReplyBytes;
        Carry(() => _protocol.Open(this));
    }

    internal int MaxMessageBytes { get; }

    internal int MaxReplyBytes { get; }

    /// <summary>Everything that was sent, in order, where it is kept.</summary>
    internal ReadOnlySpan<byte> Reply => _reply.AsSpan(0, _sent);

    /// <summary>Why it ended; null while it goes on.</summary>
    internal CloseReason? Reason { get; private set; }

    /// <summary>How the peer broke the protocol, where the protocol said so.</summary>
    internal string? Failure { get; private set; }

    /// <summary>The exception of a handler fault, where there was one.</summary>
    internal Exception? Fault { get; private set; }

    /// <summary>Calls of <see cref="IProtocol.Received"/>.</summary>
    internal int Calls { get; private set; }

    /// <summary>How many bytes were sent, kept or not.</summary>
    internal long SentBytes { get; private set; }

    /// <summary>The most that one call wrote, in bytes.</summary>
    internal int LargestReply { get; private set; }

    /// <summary>Bytes that have arrived and are not consumed.</summary>
    internal int Left => _inputEnd - _inputStart;

    internal long Messages => _protocol.Messages;

    int IReply.Unsent => _written - _sent;

    int IReply.Room => MaxReplyBytes - (_written - _sent);

    CancellationToken IReply.Ended => (_ended ??= new()).Token;

    /// <summary>Whether the protocol has asked for <see cref="IReply.Ended"/>.</summary>
    internal bool AskedForEnded => _ended is not null;

    /// <summary>Plays a whole conversation: all bytes in one piece, then the peer's end.</summary>
    internal static Outcome Play(IProtocol protocol, ReadOnlyMemory<byte> bytes, int maxMessageBytes = 64 * 1024) =>
        Play(protocol, [bytes], maxMessageBytes);

    /// <summary>Plays a whole conversation: the pieces, then the peer's end.</summary>
    internal static Outcome Play(IProtocol protocol, IEnumerable<ReadOnlyMemory<byte>> pieces, int maxMessageBytes = 64 * 1024)
    {
        using var conversation = new Conversation(protocol, maxMessageBytes);
        foreach (ReadOnlyMemory<byte> piece in pieces) conversation.Receive(piece.Span);
        conversation.End();
        return new(Convert.ToHexString(conversation.Reply), conversation.Reason!.Value, conversation.Messages);
    }

    /// <summary>A piece of the stream arrives; after the end of the connection it is dropped.</summary>
    internal void Receive(ReadOnlySpan<byte> piece)
    {
        if (_peerEnded) throw new InvalidOperationException("The peer has finished sending.");
        if (Reason is not null) return;
        if (_inputStart > 0)
        {
            _input.AsSpan(_inputStart.._inputEnd).CopyTo(_input);
            (_inputStart, _inputEnd) = (0, _inputEnd - _inputStart);
        }

        Grow(ref _input, _inputEnd + piece.Length);
        piece.CopyTo(_input.AsSpan(_inputEnd));
        _inputEnd += piece.Length;
        _idleCalls = 0;
        Continue();
    }

    /// <summary>The peer finishes sending; the conversation has ended when this returns.</summary>
    internal void End()
    {
        _peerEnded = true;
        if (Reason is null) Carry(() => _protocol.End(this));
    }

    /// <summary>The connection ends for a reason that is not the protocol's, unless it has ended.</summary>
    internal void Close(CloseReason reason)
    {
        if (Reason is not null) return;
        Reason = reason;
        _ended?.Cancel();
        _protocol.Closed(reason);
    }

    public void Dispose()
    {
        Close(CloseReason.PeerAborted);
        _ended?.Dispose();
    }

    void IBufferWriter<byte>.Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _reply.Length - _written);
        _written += count;
    }

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint)
    {
        int room = ((IReply)this).Room;
        if (Math.Max(sizeHint, 1) > room) throw new InvalidOperationException($"more than {MaxReplyBytes} bytes written in one call");
        Grow(ref _reply, _written + Math.Max(sizeHint, 1));
        return _reply.AsMemory(_written, Math.Min(_reply.Length - _written, room));
    }

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) => ((IBufferWriter<byte>)this).GetMemory(sizeHint).Span;

    private static void Grow(ref byte[] buffer, int length)
    {
        if (length > buffer.Length) Array.Resize(ref buffer, Math.Max(length, 2 * buffer.Length));
    }

    private void Carry(Func<Next> call)
    {
        try
        {
            if (Answered(call(), 0)) Continue();
        }
        catch (Exception exception) when (exception is not ConversationStuckException)
        {
            Faulted(exception);
        }
    }

    // The loop of every model: as long as the contract says that the protocol is called again.
    private void Continue()
    {
        try
        {
            do
            {
                Calls++;
                // At most one message's worth is offered, so that a message over the limit is refused also where it came in one piece.
                int offered = Math.Min(Left, MaxMessageBytes);
                Next next = _protocol.Received(_input.AsSpan(_inputStart, offered), this, out int consumed);
                if (consumed < 0 || consumed > offered) throw new InvalidOperationException($"{consumed} of {offered} bytes consumed");
                _inputStart += consumed;
                _idleCalls = consumed > 0 || next.Kind == NextKind.Wait || _written > _sent ? 0 : _idleCalls + 1;
                if (_idleCalls > MaxIdleCalls) throw new InvalidOperationException("called again and again, and does nothing");
                if (!Answered(next, consumed)) return;
            }
            while (true);
        }
        catch (Exception exception) when (exception is not ConversationStuckException)
        {
            Faulted(exception);
        }
    }

    // Sends what was written and does what is wanted; true where the protocol is called again at once.
    private bool Answered(Next next, int consumed)
    {
        // First: until its task has ended the reply is the task's, and is not touched here.
        if (next.Task is { } task)
        {
            if (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(Patience)) throw new ConversationStuckException();
            task.GetAwaiter().GetResult();
        }

        Send();
        switch (next.Kind)
        {
            case NextKind.More or NextKind.Wait:
                return true;
            case NextKind.Close:
                Close(_peerEnded ? CloseReason.PeerClosed : CloseReason.ProtocolClosed);
                return false;
            case NextKind.Fail:
                Failure = next.Failure;
                Close(CloseReason.ProtocolError);
                return false;
        }

        if (consumed > 0 && Left > 0) return true;
        if (_peerEnded) Close(CloseReason.PeerClosed);
        else if (Left >= MaxMessageBytes || next.MessageBytes > MaxMessageBytes) Close(CloseReason.MessageTooLarge);
        return false;
    }

    private void Send()
    {
        LargestReply = Math.Max(LargestReply, _written - _sent);
        SentBytes += _written - _sent;
        _sent = _written = _keepReply ? _written : 0;
    }

    private void Faulted(Exception exception)
    {
        Send();
        Fault = exception;
        Close(CloseReason.HandlerFault);
    }
}

/// <summary>What came of a conversation: equal for the same bytes in, however they were cut.</summary>
internal sealed record Outcome(string ReplyHex, CloseReason Reason, long Messages)
{
    /// <summary>The reply as text.</summary>
    internal string Reply => System.Text.Encoding.Latin1.GetString(Convert.FromHexString(ReplyHex));
}

/// <summary>A task that a protocol waits for did not end.</summary>
internal sealed class ConversationStuckException() : Exception("a task that the protocol waits for has not ended in 20 s");
