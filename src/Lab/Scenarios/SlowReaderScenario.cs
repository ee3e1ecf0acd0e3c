namespace Sockeye.Lab;

/// <summary>A client asks and asks, and does not read what it is answered.</summary>
internal static class SlowReaderScenario
{
    private const int Number = 999;

    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(1);

    internal static Scenario Scenario { get; } = new()
    {
        Name = "slow-reader",
        Shows = "Who waits for a client that does not read its pongs: a send that blocks holds up whatever shares its thread, until "
            + $"the server gives that client up, here after {SendTimeout.TotalSeconds:0} s.",
        Plan = new() { Clients = 10, Pings = 40, DelayBetween = TimeSpan.FromMilliseconds(10), PingTimeout = TimeSpan.FromSeconds(10) },
        Setup = new() { SendTimeout = SendTimeout },
        HasThreadForEach = true,
        Companion = new SlowReader(Number, Stuck: SendTimeout / 5),
        Blast = static (calm, disturbed) => BlastRadius.Beside(calm, disturbed, SendTimeout),
        Finding = static seen => seen.Agreed(static run => Findings.OfBlast(run.Blast!)),
    };
}
