using System.Text.Json;
using System.Text.Json.Serialization;
using Sockeye.Lab;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>A run as JSON. Times are in milliseconds and say so in their names; null is what is not known.</summary>
/// <param name="Schema">The version of this form; a field that goes or changes its meaning raises it.</param>
/// <param name="Plan">What was to be done.</param>
/// <param name="Counts">What became of every ping: scheduled is the sum of the others.</param>
/// <param name="Failures">Clients that failed, by kind, most frequent first.</param>
/// <param name="Order">The clients' numbers, in the order in which the pongs arrived.</param>
/// <param name="Interleaving">0 = one after another, 1 = in turns; null where only one order was possible.</param>
/// <param name="FirstPongMs">Time to first pong, over clients.</param>
/// <param name="WallMs">From the first connect call until the last client had left.</param>
/// <param name="Interrupted">Whether it was cut short.</param>
/// <param name="Clients">Each client.</param>
/// <param name="Server">What the server did; null where it is another process.</param>
/// <param name="BlastRadius">Whom the slow client delayed; null where none was slow.</param>
internal sealed record LoadReport(
    int Schema, PlanReport Plan, PingCounts Counts, IReadOnlyDictionary<string, int> Failures, IReadOnlyList<int> Order,
    double? Interleaving, FirstPongReport FirstPongMs, double WallMs, bool Interrupted, IReadOnlyList<ClientReport> Clients,
    ServerReport? Server, BlastReport? BlastRadius)
{
    internal static LoadReport Of(LoadResult result, TrialResult? trial = null, BlastRadius? radius = null)
    {
        ClientPlan plan = result.Plan;
        return new(
            1,
            new("closed", plan.EndPoint.ToString() ?? "", plan.Clients, plan.Pings, plan.DelayBetween.TotalMilliseconds),
            result.Counts,
            result.Failures.ToDictionary(failure => failure.Kind.Name(), failure => failure.Count),
            result.Order,
            result.Interleaving,
            FirstPongReport.Of(result.FirstPong),
            result.Wall.TotalMilliseconds,
            result.Interrupted,
            [.. result.Clients.Select(ClientReport.Of)],
            trial is null ? null : ServerReport.Of(trial),
            radius is null ? null : new(radius.Share, radius.Hit, radius.Others, radius.Severity, radius.Invalid));
    }

    internal void Write(TextWriter output) => output.WriteLine(JsonSerializer.Serialize(this, LoadJson.Default.LoadReport));
}

/// <summary>What was to be done: closed means that a client waits for a pong before it sends its next ping.</summary>
internal sealed record PlanReport(string Loop, string EndPoint, int Clients, int Pings, double DelayBetweenMs);

/// <summary>Time to first pong; a bound is a figure that is at least that, since some clients were never served.</summary>
internal sealed record FirstPongReport(
    double Median, bool MedianIsBound, double Worst, bool WorstIsBound, int WorstClient, int NeverServed)
{
    internal static FirstPongReport Of(FirstPongTimes times) => new(
        times.Median.TotalMilliseconds, times.MedianIsBound, times.Worst.TotalMilliseconds, times.WorstIsBound,
        times.WorstClient, times.NeverServed);
}

/// <summary>A client; wait is from being connected to the first pong, failure is the kind's name.</summary>
internal sealed record ClientReport(
    int Client, int Pings, int Sent, int Pongs, double? ConnectMs, double? WaitMs, double? FirstPongMs, double LongestResponseMs,
    string? Failure, string? Detail)
{
    internal static ClientReport Of(ClientResult client) => new(
        client.Client, client.Pings, client.Sent, client.Pongs, client.Connect?.TotalMilliseconds, client.Wait?.TotalMilliseconds,
        client.FirstPong?.TotalMilliseconds, client.LongestResponse.TotalMilliseconds, client.Failure?.Kind.Name(), client.Failure?.Detail);
}

/// <summary>What the server did; the counts are null where it was left behind in a handler.</summary>
internal sealed record ServerReport(string Model, long? Served, long? Aborted, long? Rejected, long? Messages)
{
    internal static ServerReport Of(TrialResult trial) =>
        new(trial.Model.Name, trial.Server?.Served, trial.Server?.Aborted, trial.Server?.Rejected, trial.Server?.Messages);
}

/// <summary>The blast radius; share is null where invalid says why it cannot be told.</summary>
internal sealed record BlastReport(double? Share, int Hit, int Others, double Severity, string? Invalid);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LoadReport))]
internal sealed partial class LoadJson : JsonSerializerContext;
