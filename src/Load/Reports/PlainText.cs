namespace Sockeye.Load;

/// <summary>Text of a report on one line: it may be of a file that somebody else wrote, and a terminal obeys control characters.</summary>
internal static class PlainText
{
    private const char Instead = '\uFFFD';

    internal static string Of(string text) => text.Any(IsObeyed) ? string.Concat(text.Select(c => IsObeyed(c) ? Instead : c)) : text;

    private static bool IsObeyed(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}
