namespace Sockeye.Bench;

/// <summary>The peers' protocol: every line «ping …» is answered «pong …», any other one with an error.</summary>
internal static class Pongs
{
    internal static ReadOnlySpan<byte> Refusal => "error expected: ping [client [sequence]]\n"u8;

    /// <summary>Answers whole lines, as long as there is room for replies.</summary>
    /// <param name="input">What was received.</param>
    /// <param name="output">Where the replies go.</param>
    /// <param name="written">Bytes of replies.</param>
    /// <returns>Bytes of the input that are answered.</returns>
    internal static int Answer(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        int consumed = 0;
        written = 0;
        while (input[consumed..].IndexOf((byte)'\n') is >= 0 and int length)
        {
            ReadOnlySpan<byte> line = input.Slice(consumed, length + 1);
            ReadOnlySpan<byte> reply = line.StartsWith("ping"u8) ? line : Refusal;
            if (!reply.TryCopyTo(output[written..])) break;
            if (reply[0] == (byte)'p') output[written + 1] = (byte)'o';
            written += reply.Length;
            consumed += line.Length;
        }
        return consumed;
    }
}
