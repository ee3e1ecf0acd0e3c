using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Sockeye.Lab;

/// <summary>
/// One event as a line of JSON, such as <c>{"t":123456,"ev":"message-begin","c":1,"w":3,"n":4}</c>: nanoseconds since the trace
/// began, event, connection, worker, number; <c>cl</c> is the client, <c>due</c> when a ping should have been sent, <c>why</c> the reason
/// of an end. What is not known is left out.
/// </summary>
internal static class TraceLine
{
    /// <summary>More than any line has.</summary>
    internal const int MostBytes = 256;

    private const string End = "end";
    private const long MostNanoseconds = long.MaxValue / 2;

    internal static void Write(IBufferWriter<byte> output, in TraceEvent happened, long start)
    {
        Span<byte> line = output.GetSpan(MostBytes);
        int at = 0;
        Add(line, ref at, "{\"t\":"u8, happened.Time - start);
        Add(line, ref at, ",\"ev\":\""u8);
        Add(line, ref at, TraceNames.Of(happened.Kind));
        Add(line, ref at, "\""u8);
        if (happened.Connection >= 0) Add(line, ref at, ",\"c\":"u8, happened.Connection);
        if (happened.Client >= 0) Add(line, ref at, ",\"cl\":"u8, happened.Client);
        if (happened.Worker >= 0) Add(line, ref at, ",\"w\":"u8, happened.Worker);
        if (happened.Number != 0) Add(line, ref at, ",\"n\":"u8, happened.Number);
        if (happened.Due != 0) Add(line, ref at, ",\"due\":"u8, happened.Due - start);
        if (happened.Reason >= 0)
        {
            Add(line, ref at, ",\"why\":\""u8);
            Add(line, ref at, TraceNames.OfReason(happened.Kind, happened.Reason));
            Add(line, ref at, "\""u8);
        }
        Add(line, ref at, "}\n"u8);
        output.Advance(at);
    }

    internal static void WriteEnd(IBufferWriter<byte> output, long written, long dropped)
    {
        Span<byte> line = output.GetSpan(MostBytes);
        int at = 0;
        Add(line, ref at, "{\"ev\":\"end\",\"written\":"u8, written);
        Add(line, ref at, ",\"dropped\":"u8, dropped);
        Add(line, ref at, "}\n"u8);
        output.Advance(at);
    }

    /// <summary>Reads a line of either kind.</summary>
    /// <returns>Whether it is an event; otherwise it is the last line, which says how many were dropped.</returns>
    /// <exception cref="FormatException">It is neither.</exception>
    internal static bool Read(string line, long start, out TraceEvent happened, out long dropped)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            string? name = root.GetProperty("ev").GetString();
            if (name == End)
            {
                happened = default;
                dropped = root.GetProperty("dropped").GetInt64();
                return false;
            }
            if (!TraceNames.TryParse(name, out TraceKind kind)) throw new FormatException($"«{name}» is no event of this version");
            dropped = 0;
            happened = new(Moment(root.GetProperty("t").GetInt64(), start), kind)
            {
                Connection = Number(root, "c") ?? TraceEvent.None,
                Client = checked((int)(Number(root, "cl") ?? TraceEvent.None)),
                Worker = checked((int)(Number(root, "w") ?? TraceEvent.None)),
                Number = Number(root, "n") ?? 0,
                Due = Number(root, "due") is { } due ? Moment(due, start) : 0,
                Reason = root.TryGetProperty("why", out JsonElement why) ? TraceNames.Reason(kind, why.GetString() ?? "") : TraceEvent.None,
            };
            return true;
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or OverflowException)
        {
            throw new FormatException("it is no event", broken);
        }
    }

    // Two moments are no further apart than a number can tell.
    private static long Moment(long nanoseconds, long start)
    {
        long moment = checked(nanoseconds + start);
        if (moment is < -MostNanoseconds or > MostNanoseconds) throw new OverflowException($"{nanoseconds} ns is no moment");
        return moment;
    }

    private static long? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) ? value.GetInt64() : null;

    private static void Add(Span<byte> line, ref int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(line[at..]);
        at += text.Length;
    }

    private static void Add(Span<byte> line, ref int at, ReadOnlySpan<byte> name, long value)
    {
        Add(line, ref at, name);
        _ = Utf8Formatter.TryFormat(value, line[at..], out int written);
        at += written;
    }
}
