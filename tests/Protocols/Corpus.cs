using System.Text;
using Sockeye.Protocols;

namespace Sockeye.Tests.Protocols;

/// <summary>
/// What peers say, well and badly, to each protocol: fed to the protocols in memory in all kinds of pieces, and to the
/// server models. The same bytes, however cut, have the same <see cref="Outcome"/> everywhere.
/// </summary>
internal static class Corpus
{
    /// <summary>How the protocols of the corpus are made: those of the catalogue, and two that stream and wait.</summary>
    internal static IReadOnlyDictionary<string, Func<IProtocol>> Protocols { get; } =
        ProtocolCatalog.Protocols.ToDictionary(protocol => protocol.Name, protocol => protocol.Create)
            .Concat([new("repeat", () => new Repeat()), new("later", () => new Later())])
            .ToDictionary();

    /// <summary>All conversations.</summary>
    internal static IReadOnlyList<Said> All { get; } = [.. PingPong(), .. Echo(), .. Resp(), .. Repeat(), .. Later()];

    private static IEnumerable<Said> PingPong()
    {
        yield return new("pingpong", "");
        yield return new("pingpong", "ping\n");
        yield return new("pingpong", "ping 3 7\r\nping 3 8\r\n");
        yield return new("pingpong", string.Concat(Enumerable.Range(0, 100).Select(i => $"ping 1 {i} payload of {i}\n")));
        yield return new("pingpong", string.Concat(Enumerable.Repeat("ping 1 1 " + new string('x', 1000) + "\n", 60)));
        yield return new("pingpong", "\n\r\n\r\r\n \n");
        yield return new("pingpong", "ping 3 7 unfinished");
        yield return new("pingpong", "ping 1000000000000000000\nping -1\nping 1 2\n");
        yield return new("pingpong", "ping " + new string('1', 4000) + "\nping 1 1\n");
        yield return new("pingpong", "ping 1 1 " + new string('x', 65_526) + "\nping 1 2\n");
        yield return new("pingpong", "ping 1 1 " + new string('x', 65_527) + "\nping 1 2\n");
        yield return new("pingpong", new string('x', 70_000));
        foreach (string wrong in Wrong()) yield return new("pingpong", wrong);
    }

    private static IEnumerable<Said> Echo()
    {
        yield return new("echo", "");
        yield return new("echo", "x");
        yield return new("echo", new string('x', 100_000));
        foreach (string wrong in Wrong()) yield return new("echo", wrong);
    }

    private static IEnumerable<Said> Resp()
    {
        yield return new("resp", "");
        yield return new("resp", "*1\r\n$4\r\nPING\r\n");
        yield return new("resp", "PING\r\nping\nPING hello\r\n\r\n  \r\nECHO a\r\n");
        yield return new("resp", "*2\r\n$4\r\nECHO\r\n$7\r\na\r\n$0\r\n\r\n*0\r\n*-1\r\n*1\r\n$4\r\nping\r\n");
        yield return new("resp", string.Concat(Enumerable.Repeat("*1\r\n$4\r\nPING\r\n", 200)));
        yield return new("resp", "*2\r\n$7\r\nCOMMAND\r\n$4\r\nDOCS\r\n*3\r\n$6\r\nCONFIG\r\n$3\r\nGET\r\n$4\r\nsave\r\n");
        yield return new("resp", "HELLO 3\r\nQUIT\r\nPING\r\n");
        yield return new("resp", "*1024\r\n$4\r\nPING\r\n" + string.Concat(Enumerable.Repeat("$0\r\n\r\n", 1023)) + "PING\r\n");
        yield return new("resp", "*2\r\n$4\r\nECHO\r\n$2000\r\n" + new string('x', 2000) + "\r\n");
        yield return new("resp", "*2\r\n$4\r\nECHO\r\n$65000\r\n" + new string('x', 65_000) + "\r\nPING\r\n");
        yield return new("resp", "*2\r\n$4\r\nECHO\r\n$65600\r\n" + new string('x', 65_600) + "\r\nPING\r\n");
        yield return new("resp", "PING " + new string('x', 70_000));
        yield return new("resp", "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n");
        yield return new("resp", "*1\r\n$9\r\na\r\nb'\\\u001b\0\u00ff\r\n");
        foreach (string count in Lengths()) yield return new("resp", $"PING\r\n*{count}\r\n$4\r\nPING\r\n");
        foreach (string length in Lengths()) yield return new("resp", $"PING\r\n*1\r\n${length}\r\nPING\r\n");
        yield return new("resp", "*1\r\n+PING\r\n");
        yield return new("resp", "*1\r\nPING\r\n");
        yield return new("resp", "*1\n$4\nPING\n");
        yield return new("resp", "*1\r\n$4\r\nPINGxxPING\r\n");
        yield return new("resp", "*1\r\n\r\n");
        yield return new("resp", "*" + new string('1', 100));
        yield return new("resp", "*1\r\n$" + new string('0', 100));
        yield return new("resp", "POST / HTTP/1.1\r\nHost: x\r\n\r\nPING\r\n");
        foreach (string wrong in Wrong()) yield return new("resp", wrong);
    }

    private static IEnumerable<Said> Repeat()
    {
        yield return new("repeat", "");
        yield return new("repeat", "\0\u0006\u0003again");
        yield return new("repeat", "\0\u0002\u0002a\0\u0001\u0005\0\u0003\u0001bc\0\u0002\u0000d");
        yield return new("repeat", string.Concat(Enumerable.Repeat("\u0008\u0001\u0014" + new string('x', 2048), 3)));
        yield return new("repeat", "\0\u0002\u0002a\0\u0009\u0002unfin");
        yield return new("repeat", "\0\u0002\u0002a\0\0\0\u0002\u0002a");
        yield return new("repeat", "\u00ff\u00ff" + new string('x', 65_535));
        yield return new("repeat", "\0");
    }

    private static IEnumerable<Said> Later()
    {
        yield return new("later", "now a\nb\nc\nnow d\n\ne");
        yield return new("later", string.Concat(Enumerable.Range(0, 50).Select(i => i % 3 == 0 ? $"now {i}\n" : $"later {i}\n")));
        foreach (string end in (string[])["close", "now close", "fail"]) yield return new("later", $"a\n{end}\nb\n");
        foreach (string fault in (string[])["throw", "cancel", "wait"])
        {
            yield return new("later", $"{fault}\nb\n");
            yield return new("later", $"now a\nnow b\nlater c\n{fault}\nb\n");
        }
    }

    private static IEnumerable<string> Lengths() =>
    [
        "", "0", "00", "04", "4", "+4", " 4", "4 ", "-0", "-1", "-10", "1", "1024", "1025", "65536", "536870912", "536870913", "2147483647",
        "2147483648", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808", "99999999999999999999",
        "blabla", "4\0", "0x4", "1e1",
    ];

    private static IEnumerable<string> Wrong()
    {
        yield return "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        yield return "\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\u0000\u00a1\u0003\u0003 a TLS hello";
        yield return "SSH-2.0-OpenSSH_9.7\r\n";
        yield return "\0" + new string('x', 70_000);
        var random = new Random(20_250_101);
        for (int i = 0; i < 20; i++)
        {
            byte[] garbage = new byte[random.Next(4096)];
            random.NextBytes(garbage);
            yield return Encoding.Latin1.GetString(garbage);
        }
    }
}

/// <summary>What one peer says to one protocol, before it finishes sending.</summary>
internal sealed record Said(string Protocol, string Text)
{
    internal byte[] Bytes => Encoding.Latin1.GetBytes(Text);

    internal IProtocol Create() => Corpus.Protocols[Protocol]();

    public override string ToString()
    {
        string beginning = Text[..Math.Min(Text.Length, 40)].Replace("\r", "\\r").Replace("\n", "\\n");
        return $"{Protocol}: {Text.Length} bytes «{beginning}»";
    }
}
