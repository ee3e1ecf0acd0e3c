using System.Globalization;
using System.Net;
using System.Text;
using Sockeye.Cli;
using Sockeye.Load;

namespace Sockeye.Fuzz;

/// <summary>Words of a command line, and text of a peer that is shown: read or refused and never thrown at, shown on one line.</summary>
internal static class TextTargets
{
    internal static IReadOnlyList<Target> All { get; } =
    [
        new("threshold", Limits, () => Texts("p99<5ms", "service.p50 < 200us", "max>1s", "rate>20k", "failed<1%", "p99.99<1m")),
        new("addresses", Addresses, () => Texts("127.0.0.1", "127.0.0.2,127.0.1.0/28", "10.0.0.0/20", "fe80::/120", "::1, ::/127")),
        new("numbers", Numbers, () => Texts("500ms", "2.5s", "1m", "20k", "1.5m", "1k:10k:1k", "rate=1k:50k:*1.5", "1:1:1", "\u0661s")),
        new("escaper", Escaper, () => Texts("plain", "a\r\nb\tc", "\u001b[31mred", "\u2028\u202Egnp.exe", "\\u{A}", new string('x', 300))),
    ];

    private static string Limits(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        if (!Threshold.TryParse(text, out Threshold? threshold)) return "refused";
        Property.Holds(threshold!.Text == text, "another text");
        return "read";
    }

    private static string Addresses(byte[] input)
    {
        try
        {
            string text = Encoding.UTF8.GetString(input);
            IReadOnlyList<IPAddress> addresses = SourceAddress.Parse(text);
            Property.Holds(addresses.Count <= SourceAddress.Most * text.Split(',').Length, $"{addresses.Count} addresses");
            string again = string.Join(',', addresses);
            Property.Holds(SourceAddress.Parse(again).SequenceEqual(addresses), $"written {again}");
            return addresses.Count == 0 ? "none" : "read";
        }
        catch (FormatException)
        {
            return "refused";
        }
    }

    private static string Numbers(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        List<string> read = [];
        if (Durations.TryParse(text, out TimeSpan duration))
        {
            Property.Holds(duration >= TimeSpan.Zero && duration.TotalMilliseconds <= int.MaxValue, $"{duration}");
            _ = Durations.Format(duration);
            read.Add("duration");
        }
        if (Rates.TryParse(text, out double rate))
        {
            Property.Holds(rate is > 0 and <= Rates.Highest && Rates.Format(rate).Length > 0, $"{rate}");
            read.Add("rate");
        }
        if (RateSteps.TryParse(text, out IReadOnlyList<double> steps))
        {
            Property.Holds(steps.Count is > 0 and <= RateSteps.MostSteps && steps.Order().SequenceEqual(steps), string.Join(' ', steps));
            read.Add("steps");
        }
        return read.Count == 0 ? "refused" : string.Join(" and ", read);
    }

    // Of UTF-16, so that half a character is among what comes.
    private static string Escaper(byte[] input)
    {
        string text = Encoding.Unicode.GetString(input);
        string escaped = Escaped.Text(text);
        Property.Holds(IsOneLine(escaped) && escaped.Length <= Escaped.LongestText + 11, $"not one bounded line: {escaped}");
        string quoted = Quoted.Text(input);
        Property.Holds(quoted.All(letter => letter is >= ' ' and <= '~' or '«' or '»' or '…') && quoted.Length <= 170, quoted);
        return escaped == text ? "as it is" : "escaped";
    }

    private static bool IsOneLine(string text) => text.EnumerateRunes().All(rune => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format));

    private static IEnumerable<byte[]> Texts(params string[] texts) =>
        texts.SelectMany(text => (byte[][])[Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text)]);
}
