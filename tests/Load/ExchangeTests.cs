using System.Net;
using System.Text;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>What is said and what comes back: depth, framing, templates, expectations, reconnecting, large messages.</summary>
public class ExchangeTests
{
    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Several_pings_are_in_flight(Transport transport)
    {
        // Nobody is answered before five have come.
        await using ScriptedServer server = new(async (peer, _) =>
        {
            while (true)
            {
                string[] pings = [await peer.Line(), await peer.Line(), await peer.Line(), await peer.Line(), await peer.Line()];
                await peer.Send(string.Concat(pings.Select(ping => $"pong{ping[4..]}\n")));
            }
        });
        ClientPlan plan = new() { EndPoint = server.EndPoint, Clients = 2, Pings = 20, Depth = 5, Transport = transport };
        Assert.Equal(new(40, 40, 0, 0, 0, 0), (await LoadGenerator.Run(plan, cancellation: TestEnd)).Counts);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_client_reconnects_after_so_many_pongs(Transport transport)
    {
        using PausableServer server = new();
        ClientPlan plan = new()
        {
            EndPoint = server.EndPoint,
            Clients = 3,
            Pings = 10,
            ReconnectEvery = 4,
            Depth = 2,
            Transport = transport,
        };
        LoadResult result = await LoadGenerator.Run(plan, cancellation: TestEnd);
        Assert.Equal(new(30, 30, 0, 0, 0, 0), result.Counts);
        Assert.Equal(9, server.Connections);
        Assert.Equal(9, result.Connect.Count);
        Assert.Equal(9, result.FirstPongWait.Count);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Messages_larger_than_any_buffer_go_through(Transport transport)
    {
        using PausableServer server = new();
        ClientPlan plan = new()
        {
            EndPoint = server.EndPoint,
            Clients = 2,
            Pings = 3,
            MessageBytes = 60_000,
            Depth = 3,
            Transport = transport,
        };
        Assert.Equal(new(6, 6, 0, 0, 0, 0), (await LoadGenerator.Run(plan, cancellation: TestEnd)).Counts);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task What_the_peer_does_not_read_goes_when_it_does(Transport transport)
    {
        const int Bytes = 4_000_000;
        await using ScriptedServer server = new(async (peer, _) =>
        {
            byte[] buffer = new byte[256 * 1024];
            int held = 0;
            while (held <= Bytes) held += await peer.Socket.ReceiveAsync(buffer.AsMemory(), TestEnd);
            await peer.Send("ok\n");
        });
        ClientPlan plan = new()
        {
            EndPoint = server.EndPoint,
            Pings = 1,
            MessageBytes = Bytes,
            Expect = new(ExpectationKind.Text, "ok"),
            Transport = transport,
        };
        Assert.Equal(1, (await LoadGenerator.Run(plan, cancellation: TestEnd)).Counts.Answered);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task I7_a_flipped_byte_is_found_with_its_offset(Transport transport)
    {
        await using ScriptedServer server = new(async (peer, _) =>
        {
            await peer.Pong(1);
            char[] reply = $"pong{(await peer.Line())[4..]}\n".ToCharArray();
            reply[150] ^= (char)0x20;
            await peer.Send(new string(reply));
            await peer.Silence();
        });
        ClientPlan plan = new() { EndPoint = server.EndPoint, MessageBytes = 200, Transport = transport };
        LoadResult result = await LoadGenerator.Run(plan, cancellation: TestEnd);
        Assert.Contains("differs at byte 150", result.Clients[0].Failure!.Detail, StringComparison.Ordinal);
        Assert.Equal(new(10, 1, 1, 0, 0, 8), result.Counts);
        Assert.Equal(1, result.Response.Count);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task I10_a_server_that_vanishes_is_met_by_the_runs_own_deadline(Transport transport)
    {
        await using ScriptedServer server = new(async (peer, _) =>
        {
            await peer.Pong(3);
            await peer.Silence();
        });
        // The first ping comes before what counts, the others after it.
        ClientPlan plan = new()
        {
            EndPoint = server.EndPoint,
            Clients = 3,
            DelayBetween = TimeSpan.FromMilliseconds(60),
            Duration = TimeSpan.FromSeconds(0.4),
            Grace = TimeSpan.FromSeconds(0.2),
            Transport = transport,
        };
        LoadResult result = await LoadGenerator.Run(plan, cancellation: TestEnd).WaitAsync(TimeSpan.FromSeconds(20), TestEnd);
        Assert.Equal(new(9, 6, 0, 0, 3, 0), result.Counts);
        Assert.Equal(3, result.Response.Censored);
    }

    [Theory]
    [InlineData("+PONG\r\n", null, null, true)]
    [InlineData("$4\r\nPONG\r\n", null, null, true)]
    [InlineData("-ERR no\r\n", "GET {seq}", null, false)]
    [InlineData("$-1\r\n", "GET {seq}", null, true)]
    [InlineData("*2\r\n$1\r\na\r\n:2\r\n", "LRANGE x 0 1", null, true)]
    [InlineData(":17\r\n", "INCR x", "17", true)]
    [InlineData("+NO\r\n", null, null, false)]
    [InlineData("hello\r\n", null, null, false)]
    public async Task Redis_replies_are_told_apart(string reply, string? message, string? expected, bool right)
    {
        string said = "";
        await using ScriptedServer server = new(async (peer, _) =>
        {
            for (int lines = int.Parse((said = await peer.Line()).Trim()[1..]) * 2; lines > 0; lines--) said += await peer.Line();
            await peer.Send(reply);
            await peer.Silence();
        });
        ClientPlan plan = new()
        {
            EndPoint = server.EndPoint,
            Pings = 1,
            Protocol = PingProtocol.Resp,
            Message = message,
            Expect = expected is null ? null : new(ExpectationKind.Text, expected),
        };
        LoadResult result = await LoadGenerator.Run(plan, cancellation: TestEnd);
        Assert.Equal(right ? 1 : 0, result.Counts.Answered);
        Assert.Equal(right ? null : FailureKind.WrongReply, result.Clients[0].Failure?.Kind);
        if (message == "GET {seq}") Assert.Equal("*2\r$3\rGET\r$1\r1\r", said);
    }

    [Theory]
    [InlineData(FramingKind.LengthPrefix, 1, "\u0003{client}:{seq}", "\u0003yes", true)]
    [InlineData(FramingKind.LengthPrefix, 2, "\u0000\u0003{client}:{seq}", "\u0000\u0003yes", true)]
    [InlineData(FramingKind.LengthPrefix, 4, "\u0000\u0000\u0000\u0003{client}:{seq}", "\u0000\u0000\u0000\u0003no!", false)]
    [InlineData(FramingKind.FixedSize, 3, "{client}:{seq}", "yes", true)]
    [InlineData(FramingKind.Line, 0, "{client}:{seq}\n", "yes\r\n", true)]
    public async Task Framings_of_all_kinds_frame_both_ways(FramingKind kind, int bytes, string sent, string reply, bool right)
    {
        string expected = sent.Replace("{client}", "0", StringComparison.Ordinal).Replace("{seq}", "1", StringComparison.Ordinal);
        string got = "";
        await using ScriptedServer server = new(async (peer, _) =>
        {
            byte[] buffer = new byte[64];
            while (got.Length < expected.Length)
                got += Encoding.Latin1.GetString(buffer, 0, await peer.Socket.ReceiveAsync(buffer.AsMemory(), TestEnd));
            // In pieces: the rest of a reply may come later.
            foreach (char letter in reply) await peer.Send(letter.ToString());
            await peer.Silence();
        });
        ClientPlan plan = new()
        {
            EndPoint = server.EndPoint,
            Pings = 1,
            Message = "{client}:{seq}",
            Framing = new(kind, bytes),
            Expect = new(ExpectationKind.Regex, "^y.s$"),
        };
        LoadResult result = await LoadGenerator.Run(plan, cancellation: TestEnd);
        Assert.Equal(expected, got);
        Assert.Equal(right ? 1 : 0, result.Counts.Answered);
    }

    [Fact]
    public async Task A_reply_that_announces_too_much_is_not_read()
    {
        await using ScriptedServer server = new(async (peer, _) =>
        {
            await peer.Send("\u00ff\u00ff\u00ff\u00ff");
            await peer.Silence();
        });
        ClientPlan plan = new() { EndPoint = server.EndPoint, Message = "x", Framing = new(FramingKind.LengthPrefix, 4) };
        LoadResult result = await LoadGenerator.Run(plan, cancellation: TestEnd);
        Assert.Equal(FailureKind.LineTooLong, result.Clients[0].Failure?.Kind);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Connections_come_from_the_addresses_of_the_plan(Transport transport)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere 127.0.0.2 is not an address of this machine");
        List<string> peers = [];
        await using ScriptedServer server = new(async (peer, _) =>
        {
            lock (peers) peers.Add(((IPEndPoint)peer.Socket.RemoteEndPoint!).Address.ToString());
            await peer.Pong();
        });
        ClientPlan plan = new()
        {
            EndPoint = server.EndPoint,
            Clients = 4,
            Transport = transport,
            SourceAddresses = SourceAddress.Parse("127.0.0.2/31"),
        };
        Assert.Equal(40, (await LoadGenerator.Run(plan, cancellation: TestEnd)).Counts.Answered);
        Assert.Equal(2, peers.Count(address => address == "127.0.0.2"));
        Assert.Equal(2, peers.Count(address => address == "127.0.0.3"));
    }
}
