using System.Diagnostics;

namespace Sockeye.Lab;

/// <summary>Moments of the monotonic clock, and waiting for them.</summary>
internal static class Moments
{
    internal static long Now => Stopwatch.GetTimestamp();

    internal static long After(long moment, TimeSpan time) => moment + (long)(time.TotalSeconds * Stopwatch.Frequency);

    /// <summary>Waits until a moment has come; a timer is a millisecond or more late.</summary>
    internal static async ValueTask Until(long moment, CancellationToken over)
    {
        // Again, since a timer of whole milliseconds may be early by less than one.
        while (Stopwatch.GetElapsedTime(Now, moment) is { Ticks: > 0 } left)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), over).ConfigureAwait(false);
    }
}
