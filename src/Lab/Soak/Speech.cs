using System.Globalization;
using System.Text;

namespace Sockeye.Lab;

/// <summary>What a peer says, or what must come back to it, piece by piece; made anew from its seed by whoever checks.</summary>
internal abstract class Speech
{
    /// <summary>Bytes that are missing until a message is whole; 0 where it may end.</summary>
    internal abstract int LeftOfMessage { get; }

    /// <summary>Fills a span with what comes next.</summary>
    internal abstract void Fill(Span<byte> bytes);

    /// <summary>What is said in a protocol.</summary>
    internal static Speech Asked(SoakProtocol protocol, ulong seed) =>
        protocol == SoakProtocol.Echo ? new EchoSpeech(seed) : new PingPongSpeech(seed, "ping");

    /// <summary>What is the answer to it.</summary>
    internal static Speech Answered(SoakProtocol protocol, ulong seed) =>
        protocol == SoakProtocol.Echo ? new EchoSpeech(seed) : new PingPongSpeech(seed, "pong");
}

/// <summary>Bytes of any kind; the same come back.</summary>
internal sealed class EchoSpeech(ulong seed) : Speech
{
    private readonly SeededBytes _bytes = new(seed);

    internal override int LeftOfMessage => 0;

    internal override void Fill(Span<byte> bytes) => _bytes.Fill(bytes);
}

/// <summary>Lines «ping client sequence payload», or the pongs to them, with payloads of up to 1 KiB.</summary>
internal sealed class PingPongSpeech(ulong seed, string word) : Speech
{
    private const int MostPayload = 1024;

    private readonly SeededBytes _bytes = new(seed);
    private readonly ulong _client = seed % 1_000_000;
    private byte[] _line = [];
    private int _said;
    private long _sequence;

    internal override int LeftOfMessage => _line.Length - _said;

    internal override void Fill(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (LeftOfMessage == 0) NextLine();
            int length = Math.Min(bytes.Length, LeftOfMessage);
            _line.AsSpan(_said, length).CopyTo(bytes);
            _said += length;
            bytes = bytes[length..];
        }
    }

    private void NextLine()
    {
        string head = string.Create(CultureInfo.InvariantCulture, $"{word} {_client} {++_sequence} ");
        int payload = 1 + (int)(_bytes.Next() % MostPayload);
        _line = new byte[head.Length + payload + 1];
        Encoding.ASCII.GetBytes(head, _line);
        Span<byte> text = _line.AsSpan(head.Length, payload);
        _bytes.Fill(text);
        // Characters that neither end a line nor begin one: the 64 from «0» on.
        for (int i = 0; i < text.Length; i++) text[i] = (byte)('0' + (text[i] & 63));
        _line[^1] = (byte)'\n';
        _said = 0;
    }
}
