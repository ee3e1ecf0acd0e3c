using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Sockeye.Cli;
using Sockeye.Servers;
using Sockeye.Tests.Linux;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>E9: a peer that answers nothing any more, not even its kernel. In a child with a network of its own (unshare(1)), whose
/// only link goes down.</summary>
public partial class DeadPeerTests
{
    public static TheoryData<string> Models => [.. ServerCatalog.Models.Select(model => model.Name)];

    [Theory, MemberData(nameof(Models))]
    public void E9_a_dead_peer_is_given_up_when_the_kernel_gives_it_up(string model)
    {
        Assert.SkipWhen(ServerCatalog.Find(model)!.Unsupported is not null, ServerCatalog.Find(model)!.Unsupported ?? "");
        OwnNetwork.SkipWithout();
        string told = Child.Ask($"{nameof(LinkGoesDown)} {model}", OwnNetwork.Command);
        Match said = Told().Match(told);
        Assert.True(said.Success, told);
        // With one retransmission the kernel takes about two seconds; the time of a send, which would end it too, is 30.
        Assert.InRange(double.Parse(said.Groups["took"].Value, CultureInfo.InvariantCulture), 0, 15);
    }

    /// <summary>What the child does: it serves a client whose network goes while it waits for its answer. All but this thread stay
    /// outside of this assembly, since who enters it waits for its initializers, and a child runs in one of them.</summary>
    internal static string LinkGoesDown(string model)
    {
        OwnNetwork.Up();
        // One retransmission, and not fifteen minutes of them (tcp(7)).
        File.WriteAllText("/proc/sys/net/ipv4/tcp_retries2", "1");
        var text = new StringWriter();
        TextWriter output = TextWriter.Synchronized(text);
        using var stop = new CancellationTokenSource();
        Task<int> serving = SockeyeCommand.Run(["serve", model, "--port", "0", "--await", "700ms"], output, output, stop.Token);
        int port = int.Parse(Line(Listening()).Groups[1].Value, CultureInfo.InvariantCulture);
        using var peer = new RawPeer(new IPEndPoint(IPAddress.Loopback, port));
        peer.Send("ping 1 1\n"u8).UntilDelivered();
        OwnNetwork.Down();
        long down = Stopwatch.GetTimestamp();
        Match left = Line(Left());
        TimeSpan took = Stopwatch.GetElapsedTime(down);
        stop.Cancel();
        Until.True(() => serving.IsCompleted);
        return string.Create(CultureInfo.InvariantCulture, $"{left.Value} after {took.TotalSeconds:0.0} s; exit {serving.Result}");

        Match Line(Regex line)
        {
            Match match = Match.Empty;
            Until.True(() => (match = line.Match(Text())).Success, state: Text);
            return match;
        }

        string Text()
        {
            // The synchronized writer locks itself.
            lock (output) return text.ToString();
        }
    }

    [GeneratedRegex(
        @"^Client #0 left after 1 ping \(peer aborted: (TimedOut|Connection timed out \(errno 110\))\) after (?<took>[\d.]+) s; exit 0$")]
    private static partial Regex Told();

    [GeneratedRegex(@"^Listening on .*:(\d+) \(", RegexOptions.Multiline)]
    private static partial Regex Listening();

    [GeneratedRegex("^Client #0 left .*$", RegexOptions.Multiline)]
    private static partial Regex Left();
}
