using System.Net;

namespace Sockeye.Load;

/// <summary>Addresses to connect from, as they are written.</summary>
public static class SourceAddress
{
    /// <summary>The most addresses that a network stands for: 4,096, a few more than anybody needs, since each brings about 28,000
    /// ports.</summary>
    public const int Most = 4096;

    /// <summary>Reads addresses and networks in CIDR form, separated by commas: <c>127.0.0.2,127.0.1.0/28</c>. A network stands for
    /// each of its addresses that a machine can have: of an IPv4 network of more than two neither the first nor the last.</summary>
    /// <param name="text">The list.</param>
    /// <returns>The addresses, in order.</returns>
    /// <exception cref="FormatException">An item is neither, or has too many.</exception>
    public static IReadOnlyList<IPAddress> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(Item)];
    }

    private static IEnumerable<IPAddress> Item(string text)
    {
        if (IPAddress.TryParse(text, out IPAddress? one)) return [one];
        if (!IPNetwork.TryParse(text, out IPNetwork network))
            throw new FormatException($"«{text}» is neither an address nor a network such as 127.1.0.0/28");
        byte[] bytes = network.BaseAddress.GetAddressBytes();
        int free = bytes.Length * 8 - network.PrefixLength;
        if (free > int.Log2(Most)) throw new FormatException($"{text} has more than {Most} addresses");
        bool edges = bytes.Length == 4 && free > 1;
        return Enumerable.Range(edges ? 1 : 0, (1 << free) - (edges ? 2 : 0)).Select(offset => Plus(bytes, offset));
    }

    // The free bits of the base are zero, and no more than sixteen: nothing is carried beyond the last two bytes.
    private static IPAddress Plus(byte[] network, int offset)
    {
        byte[] bytes = [.. network];
        bytes[^1] |= (byte)offset;
        bytes[^2] |= (byte)(offset >> 8);
        return new(bytes);
    }
}
