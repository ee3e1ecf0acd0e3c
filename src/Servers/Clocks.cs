namespace Sockeye.Servers;

/// <summary>The clocks of <see cref="ServerOptions"/>, in milliseconds of <see cref="Environment.TickCount64"/>: monotonic.</summary>
internal sealed class Clocks(ServerOptions options)
{
    /// <summary>Later than any time.</summary>
    internal const long Never = long.MaxValue;

    internal long Idle { get; } = Milliseconds(options.IdleTimeout);

    internal long Message { get; } = Milliseconds(options.MessageTimeout);

    internal long FirstMessage { get; } = Milliseconds(options.FirstMessageTimeout);

    internal long Send { get; } = Milliseconds(options.SendTimeout);

    internal long SlowHandler { get; } = Milliseconds(options.SlowHandler);

    internal long Linger { get; } = Milliseconds(options.LingerTimeout);

    internal static long Now => Environment.TickCount64;

    /// <summary>When a clock that runs since a time is over.</summary>
    internal static long After(long since, long milliseconds) => since == Never || milliseconds == Never ? Never : since + milliseconds;

    /// <summary>The time from now until then, as kernel calls take it: -1 is for ever.</summary>
    internal static int Timeout(long now, long until) => until == Never ? -1 : (int)Math.Clamp(until - now, 0, int.MaxValue);

    internal static long Milliseconds(TimeSpan time) =>
        time == System.Threading.Timeout.InfiniteTimeSpan ? Never : Math.Max(1, (long)time.TotalMilliseconds);
}
