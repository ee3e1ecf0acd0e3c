using System.Text;

namespace Sockeye.Load;

/// <summary>Bytes in quotation marks, as text. What came over the wire must not reach a terminal as it is.</summary>
internal static class Quoted
{
    private const int Longest = 40;

    internal static string Text(ReadOnlySpan<byte> bytes)
    {
        StringBuilder quoted = new("«");
        foreach (byte b in bytes[..Math.Min(bytes.Length, Longest)])
        {
            if (b is >= 0x20 and < 0x7F and not (byte)'\\') quoted.Append((char)b);
            else quoted.Append($"\\x{b:x2}");
        }
        return quoted.Append(bytes.Length > Longest ? "…»" : "»").ToString();
    }
}
