using Sockeye.Protocols;

namespace Sockeye.Load;

/// <summary>What the sink says to the pings of a plan.</summary>
internal sealed class SinkReply
{
    private readonly MessageFraming _framing;
    private readonly bool _isPingPong;
    private readonly bool _isEcho;
    private readonly byte[] _constant;
    private readonly int _fixedPing;
    private byte[] _replies = new byte[64 * 1024];

    internal SinkReply(ClientPlan plan)
    {
        Speech speech = Speech.Of(plan);
        _framing = speech.Framing;
        _isPingPong = plan is { Protocol: PingProtocol.PingPong, Message: null } && _framing.Kind != FramingKind.FixedSize;
        _isEcho = plan.Protocol == PingProtocol.Echo && _framing.Kind != FramingKind.FixedSize;
        Plan = _isPingPong || _isEcho ? plan with { Expect = null } : plan with { Expect = Expectation.Anything };
        byte[] framed = new byte[Frames.MostBytes(_framing, 2) + _framing.Bytes];
        _constant = _framing.Kind switch
        {
            FramingKind.FixedSize => new byte[_framing.Bytes],
            FramingKind.Resp => "+PONG\r\n"u8.ToArray(),
            _ => framed[..Frames.Write(_framing, framed, "ok"u8)],
        };
        if (_framing.Kind != FramingKind.FixedSize) return;
        _fixedPing = speech.ConstantBytes
            ?? throw new NotSupportedException("Without framing a ping is calibrated only where no {client} or {seq} changes its length.");
    }

    /// <summary>The plan, expecting these replies.</summary>
    internal ClientPlan Plan { get; }

    /// <summary>The replies to all whole pings.</summary>
    /// <returns>How many bytes those pings have.</returns>
    internal int To(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> replies)
    {
        int consumed = 0;
        int length = 0;
        while (Next(bytes[consumed..]) is { Kind: FrameKind.Complete } frame)
        {
            int most = Math.Max(frame.Consumed, _constant.Length);
            if (_replies.Length - length < most) Array.Resize(ref _replies, _replies.Length * 2 + most);
            length += Write(bytes.Slice(consumed, frame.Consumed), frame, _replies.AsSpan(length));
            consumed += frame.Consumed;
        }
        replies = _replies.AsSpan(0, length);
        return consumed;
    }

    private Frame Next(ReadOnlySpan<byte> bytes)
    {
        ReplyProgress progress = default;
        if (_fixedPing == 0) return Frames.Find(_framing, bytes, ref progress);
        return bytes.Length < _fixedPing ? Frame.Incomplete() : Frame.Complete(0, _fixedPing, _fixedPing);
    }

    private int Write(ReadOnlySpan<byte> ping, Frame frame, Span<byte> target)
    {
        if (!_isPingPong && !_isEcho)
        {
            _constant.CopyTo(target);
            return _constant.Length;
        }
        ping.CopyTo(target);
        // «ping» and «pong» differ in one letter.
        if (_isPingPong) target[frame.Start + 1] = (byte)'o';
        return ping.Length;
    }
}
