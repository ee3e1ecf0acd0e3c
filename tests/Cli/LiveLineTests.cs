using Sockeye.Cli;
using Sockeye.Load;
using Sockeye.Tests.Load;
using Xunit;

namespace Sockeye.Tests.Cli;

public class LiveLineTests
{
    [Fact]
    public void On_a_terminal_one_line_is_rewritten_and_wiped_at_the_end() => Assert.Equal(
        $"\r{Line}\u001b[K\r{Line}\u001b[K\r\u001b[K", Shown(terminal: true));

    [Fact]
    public void Elsewhere_lines_are_plain() => Assert.Equal($"{Line}\n{Line}\n", Shown(terminal: false));

    private const string Line = "measuring 2.5 s  4 connected, 1 failed  1,000 pongs/s  p50 1.499 ms  p99 1.990 ms  in flight 7";

    private static string Shown(bool terminal)
    {
        LoadProgress progress = new();
        progress.Attach(new Source());
        progress.Tell(new(TimeSpan.Zero, 1000, 1000, 0, 7, Measured.Times(1000, i => 1_000_000 + i * 1000)));
        StringWriter error = new();
        using (LiveLine line = new(error, terminal, progress, new StoppedClock()))
        {
            line.Draw();
            line.Draw();
        }
        return error.ToString();
    }

    private sealed class Source : IProgressSource
    {
        public LoadPhase Phase => LoadPhase.Measuring;

        public TimeSpan InPhase => TimeSpan.FromSeconds(2.5);

        public long Sum(ProgressCounter counter) => counter switch
        {
            ProgressCounter.Connected => 4,
            ProgressCounter.FailedClients => 1,
            ProgressCounter.InFlight => 7,
            _ => 0,
        };
    }

    /// <summary>Its timers never fire: the test draws.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
