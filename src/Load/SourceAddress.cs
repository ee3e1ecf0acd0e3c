using System.Net;

namespace Sockeye.Load;

/// <summary>Addresses to connect from, as they are written.</summary>
public static class SourceAddress
{
    /// <summary>The most addresses that a list stands for: 4,096.</summary>
    public const int Most = 4096;

    /// <summary>Reads addresses and networks in CIDR form, separated by commas: <c>127.0.0.2,127.0.1.0/28</c>. A network stands
    /// for each of its addresses.</summary>
    /// <param name="text">The list.</param>
    /// <returns>The addresses, in order.</returns>
    /// <exception cref="FormatException">An item is neither, or they are too many.</exception>
    public static IReadOnlyList<IPAddress> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<IPAddress> addresses = [];
        foreach (string item in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(item, out IPAddress? one)) addresses.Add(one);
            else if (IPNetwork.TryParse(item, out IPNetwork network)) Add(addresses, network);
            else throw new FormatException($"«{item}» is no address and no network: 127.0.0.2, or 127.0.1.0/28.");
            if (addresses.Count > Most) throw TooMany(item);
        }
        return addresses;
    }

    private static void Add(List<IPAddress> addresses, IPNetwork network)
    {
        byte[] bytes = network.BaseAddress.GetAddressBytes();
        int bits = 8 * bytes.Length - network.PrefixLength;
        if (bits > int.Log2(Most)) throw TooMany(network.ToString());
        for (int i = 0; i < 1 << bits; i++)
        {
            addresses.Add(new(bytes));
            // The next number: a byte that overflows carries into the one before.
            for (int place = bytes.Length - 1; place >= 0 && ++bytes[place] == 0; place--)
            {
            }
        }
    }

    private static FormatException TooMany(string item) => new($"«{item}» makes more than {Most} addresses.");
}
