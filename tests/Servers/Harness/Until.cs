using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>Waits for a condition, never for a time: a test goes on as soon as it holds, and fails where it never does.</summary>
internal static class Until
{
    /// <summary>Long enough for a machine that is busy with other things; a test that works never waits for it.</summary>
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    internal static void True(
        Func<bool> condition,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(condition))] string what = "",
        Func<string>? state = null)
    {
        TimeSpan deadline = within ?? Deadline;
        long start = Stopwatch.GetTimestamp();
        SpinWait spin = default;
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > deadline)
                Assert.Fail($"Not within {deadline.TotalSeconds:0.#} s: {what}{(state is null ? "" : $" ({state()})")}");
            spin.SpinOnce(sleep1Threshold: 500);
        }
    }
}
