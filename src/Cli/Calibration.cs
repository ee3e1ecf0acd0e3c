using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>A client against a server that does nothing: the floor of its times and the ceiling of its rate.</summary>
internal static class Calibration
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    /// <summary>The most pongs a second that a plan's client reaches; null where it was cut short.</summary>
    internal static async Task<double?> Ceiling(ClientPlan plan, TextWriter? progress, CancellationToken stop)
    {
        LoadResult result = await Run(Closed(plan) with { Duration = Length, WarmUp = Length / 2 }, progress, stop);
        return result.Interrupted || result.Window == TimeSpan.Zero ? null : result.Counts.Answered / result.Window.TotalSeconds;
    }

    /// <summary>The plan as fast as it goes: each client sends its next ping when it has its pong.</summary>
    internal static ClientPlan Closed(ClientPlan plan) => plan with { Rate = null, Arrivals = Arrivals.Constant, DelayBetween = TimeSpan.Zero };

    /// <exception cref="CommandFailure">There is no built-in server here, or none for such pings (cannot start).</exception>
    internal static async Task<LoadResult> Run(ClientPlan plan, TextWriter? progress, CancellationToken stop)
    {
        try
        {
            using CalibrationSink sink = new(plan);
            return await Measurement.Run(sink.Plan, progress, stop);
        }
        catch (NotSupportedException refused)
        {
            throw new CommandFailure(ExitCodes.CannotStart, $"no calibration: {refused.Message}", refused);
        }
    }
}
