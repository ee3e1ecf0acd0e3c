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

    internal static string Text(string text)
    {
        StringBuilder escaped = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (escaped.Length >= LongestText) return escaped.Append('…').ToString();
            if (IsPlain(rune)) escaped.Append(rune);
            else escaped.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
        }
        return escaped.ToString();
    }

    // Format characters among them: they reverse the writing direction, or are not seen at all. A lone surrogate comes
    // out of EnumerateRunes as U+FFFD.
    private static bool IsPlain(Rune rune) => rune.Value != '\\' && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);
}
