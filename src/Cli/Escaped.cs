using System.Globalization;
using System.Text;

namespace Sockeye.Cli;

/// <summary>
/// Text from outside as it may stand in a line of a log: one physical line, nothing that a terminal obeys, no longer
/// than a bound. The other direction is not offered: the result is for eyes.
/// </summary>
internal static class Escaped
{
    internal const int LongestText = 200;

    private const char Escape = '\\';

    internal static string Text(string text) => Text(text, escapesEscapes: true);

    /// <summary>Text of our own, in which what came from outside may have been escaped where it came in: a backslash stays one, since
    /// escaped twice a reply would look like one that nobody sent.</summary>
    internal static string Line(string text) => Text(text, escapesEscapes: false);

    private static string Text(string text, bool escapesEscapes)
    {
        StringBuilder escaped = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (escaped.Length >= LongestText) return escaped.Append('…').ToString();
            if (IsPlain(rune) || (rune.Value == Escape && !escapesEscapes)) escaped.Append(rune);
            else escaped.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
        }
        return escaped.ToString();
    }

    // Format characters among them: they reverse the writing direction, or are not seen at all. A lone surrogate comes
    // out of EnumerateRunes as U+FFFD.
    private static bool IsPlain(Rune rune) => rune.Value != Escape && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);
}
