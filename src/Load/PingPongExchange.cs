using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Sockeye.Protocols;

namespace Sockeye.Load;

/// <summary>Sends a ping, receives a line, and compares it with the pong that it must be.</summary>
internal sealed class PingPongExchange(Socket socket, int client)
{
    /// <summary>The longest line that is read before the client gives up, in bytes.</summary>
    internal const int LongestLine = 1024;

    private readonly ArrayBufferWriter<byte> _ping = new(64);
    private readonly byte[] _reply = new byte[LongestLine];

    /// <summary>When the receive that completed the last pong returned, in ticks of the monotonic clock.</summary>
    internal long Received { get; private set; }

    /// <summary>One ping and its pong.</summary>
    /// <returns>What was wrong with the reply; null where nothing was.</returns>
    internal async ValueTask<ClientFailure?> Ask(int sequence, CancellationToken deadline)
    {
        _ping.ResetWrittenCount();
        PingPong.WritePing(_ping, client, sequence);
        for (ReadOnlyMemory<byte> unsent = _ping.WrittenMemory; !unsent.IsEmpty;)
            unsent = unsent[await socket.SendAsync(unsent, deadline).ConfigureAwait(false)..];

        int length = 0;
        int newline = -1;
        while (newline < 0)
        {
            if (length == _reply.Length) return new(FailureKind.LineTooLong, $"{length} bytes without an end: {Quote(_reply)}");
            int received = await socket.ReceiveAsync(_reply.AsMemory(length), deadline).ConfigureAwait(false);
            Received = Stopwatch.GetTimestamp();
            if (received == 0) return ClosedEarly(sequence, length);
            newline = _reply.AsSpan(length, received).IndexOf((byte)'\n') is var found and >= 0 ? length + found : -1;
            length += received;
        }
        return Check(sequence, newline, length);
    }

    private ClientFailure? Check(int sequence, int newline, int length)
    {
        ReadOnlySpan<byte> line = _reply.AsSpan(0, newline);
        if (line.EndsWith((byte)'\r')) line = line[..^1];
        if (!PingPong.IsPong(line, client, sequence)) return WrongReply(sequence, line);
        // One ping is in flight, so nothing more is owed.
        ReadOnlySpan<byte> unasked = _reply.AsSpan(newline + 1, length - newline - 1);
        return unasked.IsEmpty ? null : new(FailureKind.WrongReply, $"after the pong of ping {sequence} came unasked: {Quote(unasked)}");
    }

    private ClientFailure WrongReply(int sequence, ReadOnlySpan<byte> line)
    {
        byte[] expected = Encoding.ASCII.GetBytes($"pong {client} {sequence}");
        int offset = line.CommonPrefixLength(expected);
        return new(FailureKind.WrongReply, $"expected {Quote(expected)}, got {Quote(line)} (differs at byte {offset})");
    }

    private ClientFailure ClosedEarly(int sequence, int length) => new(
        FailureKind.ClosedEarly,
        length == 0 ? $"before the pong of ping {sequence}" : $"within the pong of ping {sequence}: {Quote(_reply.AsSpan(0, length))}");

    // What came over the wire must not reach a terminal as it is.
    private static string Quote(ReadOnlySpan<byte> bytes)
    {
        const int Longest = 40;
        StringBuilder quoted = new("«");
        foreach (byte b in bytes[..Math.Min(bytes.Length, Longest)])
        {
            if (b is >= 0x20 and < 0x7F and not (byte)'\\') quoted.Append((char)b);
            else quoted.Append($"\\x{b:x2}");
        }
        return quoted.Append(bytes.Length > Longest ? "…»" : "»").ToString();
    }
}
