using System.Globalization;
using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary>What a run has seen, as text: a line a measure, its name first.</summary>
internal static class LoadSummary
{
    internal static void Write(TextWriter output, LoadResult result)
    {
        if (result.Interrupted) Line(output, "interrupted", "what follows is what had been seen");
        Line(output, "order of pongs", Order.Text(result.Order));
        Line(output, "interleaving", result.Interleaving is { } interleaving
            ? string.Create(CultureInfo.InvariantCulture, $"{interleaving:0.00} (0 = one after another, 1 = in turns)")
            : "n/a (a single order was possible)");
        Line(output, "first pong", FirstPong(result));
        Line(output, "pings", Pings(result.Counts));
        Line(output, "failures", Failures(result));
        Line(output, "wall", Milliseconds(result.Wall));
    }

    internal static void Write(TextWriter output, ServerModel model, ServerSummary? server) => Line(output, "server", server is { } summary
        ? $"{model.Name}: {summary.Served} served, {summary.Aborted} aborted, {summary.Messages} pings"
        : $"{model.Name}: still in a handler");

    internal static void Write(TextWriter output, BlastRadius radius) => Line(output, "blast radius", radius.Share is { } share
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{share:0.00} ({radius.Hit} of {radius.Others} others were delayed), severity {radius.Severity:0.00}")
        : $"n/a ({radius.Invalid}; --pings and --delay-between give the others work)");

    internal static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.00} ms");

    private static void Line(TextWriter output, string name, string text) => output.WriteLine($"{name,-15} {text}");

    private static string FirstPong(LoadResult result)
    {
        FirstPongTimes times = result.FirstPong;
        if (times.NeverServed == result.Clients.Count) return "none";
        string text = $"median {Bound(times.Median, times.MedianIsBound)}, "
            + $"worst {Bound(times.Worst, times.WorstIsBound)} (client #{times.WorstClient})";
        return times.NeverServed == 0 ? text : $"{text}; {times.NeverServed} of {result.Clients.Count} clients never had one";
    }

    private static string Bound(TimeSpan time, bool isBound) => (isBound ? "≥ " : "") + Milliseconds(time);

    private static string Pings(PingCounts counts) =>
        $"{counts.Scheduled} = {counts.Answered} answered + {counts.Failed} failed + {counts.TimedOut} timed out "
        + $"+ {counts.InFlightAtEnd} in flight + {counts.NeverSent} never sent";

    private static string Failures(LoadResult result) => result.Failures.Count == 0
        ? "none"
        : string.Join(", ", result.Failures.Select(failure => $"{failure.Count} {failure.Kind.Name()} ({failure.Example})"));
}
