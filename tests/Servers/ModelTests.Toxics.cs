using Sockeye.Lab;
using Sockeye.Protocols;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// Over a line that is slow, cut or false: what arrives is answered, what ends has its reason, and the accounts are in order afterwards.
public abstract partial class ModelTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(5);

    private static readonly byte[][] Payloads = [.. Enumerable.Range(0, 60).Select(i => Enumerable.Repeat((byte)i, 10 * i).ToArray())];

    private static readonly byte[] Asked = [.. Payloads.SelectMany(payload => Counting.Frame(payload))];

    private static readonly byte[] Answers = Counting.Answers(Payloads);

    public static TheoryData<string> Slow => ["latency", "bandwidth", "slicer", "slow close", "all of them"];

    [Theory]
    [MemberData(nameof(Slow))]
    public async Task P13_what_only_slows_changes_no_byte_and_no_reason(string toxic)
    {
        ServerUnderTest server = Serve(() => new Counting());
        await using ToxicProxy proxy = new(server.EndPoint, _ => new(Slowing(toxic), Slowing(toxic)));
        using RawPeer peer = new(proxy.EndPoint);
        Task sending = Task.Run(() => peer.Send(Asked).FinishSending(), TestContext.Current.CancellationToken);
        Assert.Equal(Answers, peer.ReadToFin());
        await sending;
        Assert.Equal([CloseReason.PeerClosed], server.UntilClosed(1));
        Assert.Equal(0, server.Events.Closings[0].Unconsumed);
    }

    [Theory]
    [InlineData("limit", CloseReason.PeerClosed)]
    [InlineData("timeout", CloseReason.PeerClosed)]
    [InlineData("reset", CloseReason.PeerAborted)]
    public async Task P13_a_line_that_is_cut_ends_one_connection_and_what_came_before_is_answered(string toxic, CloseReason reason)
    {
        // Nine whole frames, and a part of the tenth.
        int bytes = Payloads.Take(9).Sum(payload => Counting.HeaderBytes + payload.Length) + 20;
        Toxic cut = toxic switch
        {
            "limit" => new LimitData(bytes),
            "timeout" => new Silence(bytes, Moment),
            _ => new ResetPeer(bytes),
        };
        ServerUnderTest server = Serve(() => new Counting());
        await using ToxicProxy proxy = new(server.EndPoint, _ => new([new Slicer(7, TimeSpan.Zero, new(1)), cut], []));
        using RawPeer peer = new(proxy.EndPoint);
        peer.Send(Asked.AsSpan(0, bytes + 1));
        Ending ending = peer.ReadToEnding(out byte[] answers);
        Assert.Equal(reason == CloseReason.PeerAborted ? Ending.Reset : Ending.Fin, ending);
        Assert.Equal(Answers[..answers.Length], answers);
        peer.Dispose();
        Assert.Equal([reason], server.UntilClosed(1));
        // A reset may overtake an answer, and then what came before it is not read any more.
        Assert.InRange(server.Events.Closings[0].Received, ending == Ending.Fin ? bytes : 0, bytes);
        Assert.InRange(server.Events.Closings[0].Messages, ending == Ending.Fin ? 9 : 0, 9);
    }

    [Fact]
    public async Task P13_an_answer_that_is_cut_on_its_way_is_the_ruin_of_one_connection()
    {
        ServerUnderTest server = Serve(() => new Counting());
        await using ToxicProxy proxy = new(server.EndPoint, number => new([], number == 0 ? [new ResetPeer(100)] : []));
        using (RawPeer peer = new(proxy.EndPoint))
        {
            peer.Send(Asked);
            Assert.Equal(Ending.Reset, peer.ReadToEnding(out byte[] answers));
            Assert.Equal(Answers[..answers.Length], answers);
        }
        server.UntilClosed(1);
        using RawPeer next = new(proxy.EndPoint);
        Assert.Equal(Answers, next.Send(Asked).FinishSending().ReadToFin());
        Assert.Equal([CloseReason.PeerAborted, CloseReason.PeerClosed], server.UntilClosed(2));
    }

    [Fact]
    public async Task P13_a_line_that_goes_down_resets_everybody_and_who_comes_when_it_is_up_is_served()
    {
        ServerUnderTest server = Serve(() => new Counting());
        await using ToxicProxy proxy = new(server.EndPoint, _ => Toxics.None());
        int peers = Has(Capability.ConcurrentClients) ? 5 : 1;
        RawPeer[] connected = [.. Enumerable.Range(0, peers).Select(_ => new RawPeer(proxy.EndPoint).Send(Asked))];
        foreach (RawPeer peer in connected) Assert.Equal(Answers, peer.Read(Answers.Length));
        await proxy.Down();
        foreach (RawPeer peer in connected)
        {
            Assert.Equal(Ending.Reset, peer.ReadToEnding(out _));
            peer.Dispose();
        }
        Assert.All(server.UntilClosed(peers), reason => Assert.Equal(CloseReason.PeerAborted, reason));
        proxy.Up();
        using RawPeer next = new(proxy.EndPoint);
        Assert.Equal(Answers, next.Send(Asked).FinishSending().ReadToFin());
    }

    [Fact]
    public async Task I7_a_byte_that_is_false_is_answered_as_it_came()
    {
        ServerUnderTest server = Serve(() => new Counting());
        await using ToxicProxy proxy = new(server.EndPoint, _ => new([new ByteFlipper(Counting.HeaderBytes)], []));
        using RawPeer peer = new(proxy.EndPoint);
        peer.Send(Counting.Frame("abc"u8)).FinishSending();
        Assert.Equal(Counting.Answers("`bc"u8.ToArray()), peer.ReadToFin());
    }

    private static Toxic[] Slowing(string toxic)
    {
        Func<Toxic>[] all =
        [
            () => new Latency(Moment, Moment, new(1)), () => new Bandwidth(400_000), () => new Slicer(100, TimeSpan.Zero, new(1)),
            () => new SlowClose(Moment),
        ];
        int index = Array.IndexOf(["latency", "bandwidth", "slicer", "slow close"], toxic);
        return index >= 0 ? [all[index]()] : [.. all.Select(make => make())];
    }
}
