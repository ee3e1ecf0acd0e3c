using Sockeye.Protocols;

namespace Sockeye.Load;

/// <summary>Reads replies out of what was received: where each ends, which ping it answers, and whether it is the right one.</summary>
internal sealed class ReplyReader(Speech speech)
{
    /// <summary>Reads the first reply.</summary>
    /// <param name="client">Whose it is: the reply answers the oldest ping that it has in flight.</param>
    /// <param name="bytes">What it has received and not consumed.</param>
    /// <param name="failure">Why the client ends by it; null where it does not.</param>
    /// <returns>How many bytes the reply has; 0 while it is incomplete, and where the client fails.</returns>
    internal int Read(Client client, ReadOnlySpan<byte> bytes, out ClientFailure? failure)
    {
        failure = null;
        // Asked by nobody, since what was sent is answered.
        if (client.InFlight == 0) return Fail(Unasked(client.OldestSequence - 1, bytes), out failure);
        Frame frame = Frames.Find(speech.Framing, bytes, ref client.Partial.Progress);
        if (frame.Kind == FrameKind.Incomplete)
        {
            failure = Endless(frame, bytes);
            return 0;
        }
        if (frame.Kind == FrameKind.Broken) return Fail(Wrong($"{frame.Failure}: {Quoted.Text(bytes)}"), out failure);

        ReadOnlySpan<byte> reply = bytes.Slice(frame.Start, frame.Length);
        if (!speech.IsRight(reply, client.Number, client.OldestSequence))
            return Fail(speech.Wrong(reply, client.Number, client.OldestSequence), out failure);
        // A pong that comes with more than was asked for is no right one.
        if (client.InFlight == 1 && frame.Consumed < bytes.Length)
            return Fail(Unasked(client.OldestSequence, bytes[frame.Consumed..]), out failure);
        return frame.Consumed;
    }

    /// <summary>What it means that the stream of a client has ended before its last pong.</summary>
    internal static ClientFailure ClosedEarly(Client client) => new(
        FailureKind.ClosedEarly,
        client.Partial.Length == 0
            ? $"before the pong of ping {client.OldestSequence}"
            : $"within the pong of ping {client.OldestSequence}: {Quoted.Text(client.Partial.Bytes)}");

    private ClientFailure? Endless(in Frame frame, ReadOnlySpan<byte> bytes)
    {
        if (Math.Max(bytes.Length, frame.AnnouncedBytes) < speech.MostReplyBytes) return null;
        string what = frame.AnnouncedBytes > bytes.Length
            ? $"{frame.AnnouncedBytes} bytes announced"
            : $"{speech.MostReplyBytes} bytes without an end";
        return new(FailureKind.LineTooLong, $"{what}: {Quoted.Text(bytes)}");
    }

    private static ClientFailure Unasked(long sequence, ReadOnlySpan<byte> bytes) =>
        Wrong($"after the pong of ping {sequence} came unasked: {Quoted.Text(bytes)}");

    private static ClientFailure Wrong(string detail) => new(FailureKind.WrongReply, detail);

    private static int Fail(ClientFailure why, out ClientFailure? failure)
    {
        failure = why;
        return 0;
    }
}
