using Sockeye.Cli;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Cli;

public class PongProgressTests
{
    private static readonly ClientPlan Plan = new() { Clients = 50, Pings = 1000 };

    [Fact]
    public void On_a_terminal_one_line_is_rewritten_and_wiped_at_the_end() => Assert.Equal(
        "\r2 of 50,000 pongs, 1 of 50 clients done, 1 failed\u001b[K\r2 of 50,000 pongs, 1 of 50 clients done, 1 failed\u001b[K\r\u001b[K",
        Shown(terminal: true));

    [Fact]
    public void Elsewhere_lines_are_plain() => Assert.Equal(
        "2 of 50,000 pongs, 1 of 50 clients done, 1 failed\n2 of 50,000 pongs, 1 of 50 clients done, 1 failed\n", Shown(terminal: false));

    private static string Shown(bool terminal)
    {
        StringWriter error = new();
        using (PongProgress progress = new(error, terminal, Plan, new StoppedClock()))
        {
            progress.Ponged(new(0, 1, 1000, default));
            progress.Ponged(new(1, 1, 1000, default));
            progress.Failed(1, new(FailureKind.Reset, ""));
            progress.Left(1);
            progress.Draw();
            progress.Draw();
        }
        return error.ToString();
    }

    /// <summary>Its timers never fire: the test draws.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
