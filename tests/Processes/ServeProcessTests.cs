using System.Diagnostics;
using System.Text;
using Sockeye.Linux;
using Sockeye.Servers;
using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Processes;

/// <summary>Signals and exhausted descriptors, for every model: against a real process, with the real kernel's errors.</summary>
public class ServeProcessTests
{
    public static TheoryData<string> Models => [.. ServerCatalog.Models.Select(model => model.Name)];

    // In a network of its own, where the ports that need a right begin at 1024 whatever they do here (ip(7)).
    [Theory, MemberData(nameof(Models))]
    public void A13_a_port_without_the_right_to_it_is_told_with_the_cure(string model)
    {
        OwnNetwork.SkipWithout();
        Assert.SkipUnless(ServeProcess.Has("setpriv"), "setpriv (util-linux) is not installed.");
        string[] through =
            [.. OwnNetwork.Command, "sh", "-c", "ip link set lo up && exec \"$@\"", "sh", "setpriv", "--bounding-set=-net_bind_service"];
        Assert.Equal(
            "sockeye: cannot listen on 127.0.0.1:80: ports below 1024 are privileged; take a higher one, or lower "
                + "net.ipv4.ip_unprivileged_port_start",
            ServeProcess.CannotStart(through, model, "--port", "80"));
    }

    [Theory, MemberData(nameof(Models))]
    public void F1_SIGTERM_answers_what_was_begun_and_exits_with_0(string model)
    {
        using var server = new ServeProcess(model, "--drain-timeout", "20s");
        using var client = new RawPeer(server.EndPoint);
        Assert.Equal("pong 1 1\n", Ask(client, "ping 1 1\n"));
        client.Send("ping 1 "u8);
        // Taken up: a second connection tells nothing on a model that serves one at a time, so the bytes' way is waited for.
        client.UntilDelivered();
        server.Terminate();
        Until.True(() => server.Lines.Any(line => line.StartsWith("Stopping", StringComparison.Ordinal)));
        Assert.Equal("pong 1 2\n", Encoding.ASCII.GetString(client.Send("2\n"u8).ReadToFin()));
        Assert.Equal(0, server.ExitCode(TimeSpan.FromSeconds(10)));
        Assert.Throws<System.Net.Sockets.SocketException>(() => new RawPeer(server.EndPoint).Dispose());
    }

    [Theory, MemberData(nameof(Models))]
    public void F2_SIGTERM_aborts_at_the_deadline_whoever_never_finishes_and_exits_with_1(string model)
    {
        using var server = new ServeProcess(model, "--drain-timeout", "300ms");
        using RawPeer client = HalfAPing(server);
        long start = Stopwatch.GetTimestamp();
        server.Terminate();
        Assert.Equal(1, server.ExitCode(TimeSpan.FromSeconds(5)));
        Assert.True(Stopwatch.GetElapsedTime(start) > TimeSpan.FromMilliseconds(250));
    }

    [Theory, MemberData(nameof(Models))]
    public void F3_a_second_SIGTERM_aborts_at_once(string model)
    {
        using var server = new ServeProcess(model, "--drain-timeout", "60s");
        using RawPeer client = HalfAPing(server);
        server.Terminate();
        Until.True(() => server.Lines.Any(line => line.StartsWith("Stopping", StringComparison.Ordinal)));
        server.Terminate();
        Assert.Equal(1, server.ExitCode(TimeSpan.FromSeconds(10)));
    }

    [Theory, MemberData(nameof(Models))]
    public void A1_G1_what_comes_while_the_process_stands_still_comes_in_time(string model)
    {
        TimeSpan clock = TimeSpan.FromSeconds(3);
        string seconds = $"{clock.TotalSeconds}s";
        using var server = new ServeProcess(model, "--quiet", "--idle-timeout", seconds, "--message-timeout", seconds);
        Capability can = Model.All.Single(known => known.Name == model).Capabilities;
        // More than a loop hears of at once, and than a ring has buffers for; where each takes a thread, or the server, not so many.
        int crowd = !can.HasFlag(Capability.ConcurrentClients) ? 0 : can.HasFlag(Capability.Queue) ? 2 : 1_200;
        // All connected, and then all asked: one after another, the first would have been silent for long when the last came.
        List<RawPeer> peers = [.. Enumerable.Range(0, crowd).Select(_ => new RawPeer(server.EndPoint))];
        AskAll();
        using RawPeer half = Inside(server);
        // Far more than is received at once.
        string payload = new('x', 50_000);
        half.Send(Encoding.ASCII.GetBytes($"ping 1 2 {payload[..10_000]}")).UntilDelivered();
        server.Pause();
        foreach (RawPeer peer in peers) peer.Send("ping 1 2\n"u8);
        if (crowd > 0) peers[^1].FinishSending();
        half.Send(Encoding.ASCII.GetBytes($"{payload[10_000..]}\n"));
        // Nothing is waited for but the clock: when the server goes on, both are there, the bytes and a time that is over.
        Thread.Sleep(clock * 1.2);
        server.Continue();
        string answer = $"pong 1 2 {payload}\n";
        Assert.Equal(answer, Encoding.ASCII.GetString(half.Read(answer.Length)));
        foreach (RawPeer peer in peers) Assert.Equal("pong 1 2\n", Encoding.ASCII.GetString(peer.Read(9)));
        peers.Add(half);
        foreach (RawPeer peer in peers)
        {
            Assert.Empty(peer.ReadToFin());
            peer.Dispose();
        }

        void AskAll()
        {
            foreach (RawPeer peer in peers) peer.Send("ping 1 1\n"u8);
            foreach (RawPeer peer in peers) Assert.Equal("pong 1 1\n"u8, peer.Read(9));
        }
    }

    [Theory, InlineData("async", false), InlineData("threads", true)]
    public void F7_a_handler_that_never_returns_does_not_keep_the_process(string model, bool twice)
    {
        using var server = new ServeProcess(model, "--delay", "10m", "--drain-timeout", "100ms");
        using var client = new RawPeer(server.EndPoint);
        client.Send("ping 1 1\n"u8).UntilDelivered();
        Until.True(() => server.Lines.Any(line => line.StartsWith("Client #0 connected", StringComparison.Ordinal)));
        server.Terminate();
        Until.True(() => server.Lines.Any(line => line.StartsWith("Stopping", StringComparison.Ordinal)));
        if (twice) server.Terminate();
        Assert.Equal(1, server.ExitCode(TimeSpan.FromSeconds(10)));
        Assert.Contains("sockeye: a handler does not return; left behind: client #0", server.Lines);
    }

    [Theory, MemberData(nameof(Models))]
    public void E1_without_descriptors_it_stays_up_and_quiet_and_recovers_without_a_further_arrival(string model)
    {
        Assert.SkipUnless(ServeProcess.Has("prlimit"), "prlimit (util-linux) is not installed.");
        using var server = new ServeProcess(model);
        Warm(server);
        bool isConcurrent = Model.All.Single(known => known.Name == model).Capabilities.HasFlag(Capability.ConcurrentClients);
        using RawPeer? inside = isConcurrent ? Inside(server) : null;

        server.LimitDescriptors(server.NextDescriptor);
        StaysUpAndQuietAndRecovers(server, inside);
    }

    // A multishot accept has the limit of the moment at which it was armed: the server is full as the limit falls, and arms it again when
    // somebody leaves.
    [Fact]
    public void E1_H17_a_ring_that_accepts_without_descriptors_stays_up_and_quiet_and_recovers_without_a_further_arrival()
    {
        Assert.SkipUnless(ServeProcess.Has("prlimit"), "prlimit (util-linux) is not installed.");
        Assert.SkipUnless(KernelSupport.IoUring.IsSupported, KernelSupport.IoUring.Refusal ?? "");
        using var server = new ServeProcess("iouring", "--threads", "1", "--max-connections", "2");
        Warm(server);
        using RawPeer inside = Inside(server);
        int limit = server.NextDescriptor;
        using (Inside(server)) server.LimitDescriptors(limit);
        StaysUpAndQuietAndRecovers(server, inside);
    }

    [Theory]
    [InlineData("select")]
    [InlineData("threads", "--threads", "128")]
    [InlineData("async")]
    [InlineData("epoll")]
    [InlineData("iouring")]
    public void E1_connections_are_limited_to_the_descriptors_less_a_reserve(string model, params string[] options)
    {
        Assert.SkipUnless(ServeProcess.Has("prlimit"), "prlimit (util-linux) is not installed.");
        using var server = new ServeProcess("prlimit", ["--nofile=160:160"], model, options);
        List<RawPeer> waiting = [.. Enumerable.Range(0, 100).Select(_ => new RawPeer(server.EndPoint).Send("ping 1 1\n"u8))];
        Until.True(() => waiting.Count(client => client.HasNews(TimeSpan.Zero)) >= 40);
        while (waiting.Count > 0)
        {
            RawPeer? answered = null;
            Until.True(() => (answered = waiting.Find(client => client.HasNews(TimeSpan.Zero))) is not null);
            Assert.Equal("pong 1 1\n", Encoding.ASCII.GetString(answered!.Read(9)));
            answered.Dispose();
            waiting.Remove(answered);
        }
        Assert.DoesNotContain(server.Lines, line => line.StartsWith("Accepting pauses", StringComparison.Ordinal));
    }

    /// <summary>Everything that takes a descriptor once has one after that.</summary>
    private static void Warm(ServeProcess server)
    {
        using (var first = new RawPeer(server.EndPoint)) Assert.Equal("pong 1 1\n", Ask(first, "ping 1 1\n"));
        Until.True(() => server.Lines.Any(line => line.Contains("left", StringComparison.Ordinal)));
    }

    private static RawPeer Inside(ServeProcess server)
    {
        var client = new RawPeer(server.EndPoint);
        Assert.Equal("pong 1 1\n", Ask(client, "ping 1 1\n"));
        return client;
    }

    private static void StaysUpAndQuietAndRecovers(ServeProcess server, RawPeer? inside)
    {
        RawPeer[] queued = [.. Enumerable.Range(0, 5).Select(_ => new RawPeer(server.EndPoint).Send("ping 1 1\n"u8))];
        Until.True(
            () => server.Lines.Any(line => line.StartsWith("Accepting pauses", StringComparison.Ordinal)),
            state: () => string.Join(" | ", server.Lines));

        // The compiler works in the background for a while, so one quiet window is enough.
        double share = 1;
        for (int window = 0; window < 4 && share >= 0.1; window++)
        {
            TimeSpan cpu = server.CpuTime;
            long start = Stopwatch.GetTimestamp();
            Assert.False(queued[0].HasNews(TimeSpan.FromMilliseconds(400)));
            share = (server.CpuTime - cpu) / Stopwatch.GetElapsedTime(start);
        }
        Assert.True(share < 0.1, $"{share:P0} of a core without descriptors.");
        if (inside is not null) Assert.Equal("pong 1 2\n", Ask(inside, "ping 1 2\n"));
        Assert.Single(server.Lines, line => line.StartsWith("Accepting pauses", StringComparison.Ordinal));

        // The pauses double to a second, and nobody comes who could wake it.
        server.LimitDescriptors(1024);
        Assert.True(queued[0].HasNews(TimeSpan.FromSeconds(2)), "It does not accept again.");
        foreach (RawPeer peer in queued)
        {
            Assert.Equal("pong 1 1\n", Encoding.ASCII.GetString(peer.Read(9)));
            peer.Dispose();
        }
    }

    /// <summary>A client in the middle of an exchange, which it never finishes.</summary>
    private static RawPeer HalfAPing(ServeProcess server) => Inside(server).Send("ping 1 "u8).UntilDelivered();

    private static string Ask(RawPeer peer, string ping)
    {
        byte[] pong = peer.Send(Encoding.ASCII.GetBytes(ping)).Read(ping.Length);
        return Encoding.ASCII.GetString(pong);
    }
}
