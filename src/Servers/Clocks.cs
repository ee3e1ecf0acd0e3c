namespace Sockeye.Servers;

/// <summary>The clocks of <see cref="ServerOptions"/> in milliseconds of <see cref="Environment.TickCount64"/>, which is monotonic.</summary>
internal sealed class Clocks(ServerOptions options)
{
    /// <summary>Later than any time.</summary>
    internal const long Never = long.MaxValue;

    internal long Idle { get; } = Milliseconds(options.IdleTimeout);

    internal long Message { get; } = Milliseconds(options.MessageTimeout);

    internal long Send { get; } = Milliseconds(options.SendTimeout);

    internal long Linger { get; } = Milliseconds(options.LingerTimeout);

    internal static long Now => Environment.TickCount64;

    /// <summary>When a clock that runs since a time is over.</summary>
    internal static long After(long since, long milliseconds) => since == Never || milliseconds == Never ? Never : since + milliseconds;

    internal static long Milliseconds(TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan ? Never : Math.Max(1, (long)time.TotalMilliseconds);
}
