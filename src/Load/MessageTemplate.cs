using System.Globalization;
using System.Text;

namespace Sockeye.Load;

/// <summary>A text in which <c>{client}</c> and <c>{seq}</c> stand for numbers, taken apart once.</summary>
internal sealed class MessageTemplate
{
    private const int MostDigits = 19;

    private readonly List<(Part Part, byte[] Text)> _parts = [];

    internal MessageTemplate(string text, int filledTo = 0)
    {
        FilledTo = filledTo;
        for (int start = 0; start < text.Length;)
        {
            int client = IndexOrEnd(text, "{client}", start);
            int sequence = IndexOrEnd(text, "{seq}", start);
            int next = Math.Min(client, sequence);
            if (next > start) _parts.Add((Part.Text, Encoding.UTF8.GetBytes(text[start..next])));
            if (next == text.Length) break;
            _parts.Add((next == client ? Part.Client : Part.Sequence, []));
            start = next + (next == client ? "{client}".Length : "{seq}".Length);
        }
        MostBytes = Math.Max(_parts.Sum(part => part.Part == Part.Text ? part.Text.Length : MostDigits), filledTo);
    }

    private enum Part
    {
        Text,
        Client,
        Sequence,
    }

    /// <summary>To how many bytes it is filled up, after a space.</summary>
    internal int FilledTo { get; }

    /// <summary>The most bytes that it can have.</summary>
    internal int MostBytes { get; }

    /// <summary>Whether it is the same for every client and ping.</summary>
    internal bool IsConstant => _parts.All(part => part.Part == Part.Text);

    /// <summary>Writes it with its numbers.</summary>
    /// <returns>How many bytes it has.</returns>
    internal int Write(Span<byte> target, int client, long sequence)
    {
        int length = 0;
        foreach ((Part part, byte[] text) in _parts)
        {
            int written = text.Length;
            if (part == Part.Text) text.CopyTo(target[length..]);
            else (part == Part.Client ? client : sequence).TryFormat(target[length..], out written, provider: CultureInfo.InvariantCulture);
            length += written;
        }
        return length < FilledTo ? Fill(target, length) : length;
    }

    // Each byte depends on its place: a part that is lost or moved is seen.
    private int Fill(Span<byte> target, int length)
    {
        target[length++] = (byte)' ';
        for (; length < FilledTo; length++) target[length] = (byte)('a' + length % 26);
        return length;
    }

    private static int IndexOrEnd(string text, string what, int start) =>
        text.IndexOf(what, start, StringComparison.Ordinal) is var index and >= 0 ? index : text.Length;
}
