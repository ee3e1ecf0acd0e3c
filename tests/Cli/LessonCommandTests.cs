using Sockeye.Cli;
using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Servers;
using Spectre.Console;
using Xunit;
using static Sockeye.Tests.Load.Recorded;

namespace Sockeye.Tests.Cli;

public class LessonCommandTests
{
    [Fact]
    public void The_orders()
    {
        TrialResult[] trials = [Trial("sequential", "0000011111"), Trial("select", "010101")];
        string text = Printed(console => LessonCommand.WriteOrders(console, trials));
        Assert.Contains("  sequential   0×5 1×5          0.00", text, StringComparison.Ordinal);
        Assert.Contains("  select       010101           1.00", text, StringComparison.Ordinal);
        Assert.EndsWith(
            "sequential: one after another: client #0 had its 5 pongs before client #1 had its first.\n"
                + "select: in turns: every client had its first pong before any had its last.\n",
            text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_stalls()
    {
        StallResult[] stalls = [Stalled("select", 4, null), Stalled("threads", 0, "it was interrupted")];
        string text = Printed(console => LessonCommand.WriteStalls(console, stalls));
        Assert.Contains("  select    4 of 4           100 %          480.00 ms", text, StringComparison.Ordinal);
        Assert.Contains("  threads   n/a              n/a            n/a", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void The_exit_code_is_the_worst_that_was_seen()
    {
        TrialResult good = Trial("select", "01");
        TrialResult cut = good with { Load = good.Load with { Interrupted = true } };
        Assert.Equal(ExitCodes.Ok, LessonCommand.ExitCode([good], [Stalled("select", 4, null)]));
        Assert.Equal(ExitCodes.Invalid, LessonCommand.ExitCode([good], [Stalled("select", 4, "it was interrupted")]));
        Assert.Equal(ExitCodes.Interrupted, LessonCommand.ExitCode([good, cut], []));
    }

    private static string Printed(Action<IAnsiConsole> print)
    {
        StringWriter text = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 100;
        print(console);
        return text.ToString();
    }

    private static TrialResult Trial(string model, string order)
    {
        int[] clients = [.. order.Select(digit => digit - '0')];
        LoadResult load = Run(1, Client(0, pings: clients.Length / 2), Client(1, pings: clients.Length / 2)) with { Order = clients };
        return new(ServerCatalog.Find(model)!, load, null);
    }

    private static StallResult Stalled(string model, int hit, string? invalid)
    {
        TrialResult trial = Trial(model, "01");
        return new(new(1, Ms(500)), trial, trial, new(hit, 4, 0.9, Ms(480), invalid));
    }
}
