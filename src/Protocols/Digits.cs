namespace Sockeye.Protocols;

/// <summary>Decimal numbers as protocols write them: digits alone, so few that they cannot overflow.</summary>
internal static class Digits
{
    /// <summary>The most digits of a number: any of so many fits into 64 bits.</summary>
    internal const int Max = 18;

    /// <summary>Reads a number that is the whole text: 1 to 18 digits, no sign, no space.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        if (text.IsEmpty || text.Length > Max || text.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        foreach (byte digit in text) number = number * 10 + (digit - '0');
        return true;
    }
}
