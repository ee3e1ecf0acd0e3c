using System.Text.Json;

namespace Sockeye.Load;

/// <summary>
/// A run as a result file has it: everything that was seen, so that text, tables and other percentiles can be made of it
/// later, and results of several machines add up. Its form is docs/schema/result.schema.json. Times say their unit; null is what
/// is not known.
/// </summary>
public sealed record LoadReport
{
    /// <summary>The version of the form: a field that goes or changes its meaning raises it. One that is new has a default, so that files
    /// without it are read.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The version of this one's form.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>The client that wrote it.</summary>
    public required ToolReport Tool { get; init; }

    /// <summary>Whether the figures can be trusted.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What was to be done.</summary>
    public required PlanReport Plan { get; init; }

    /// <summary>Where it was done.</summary>
    public required MachineFacts? Environment { get; init; }

    /// <summary>What became of every ping: scheduled is the sum of the others.</summary>
    public required PingCounts Counts { get; init; }

    /// <summary>Clients that failed, by kind, most frequent first.</summary>
    public required IReadOnlyDictionary<string, int> Failures { get; init; }

    /// <summary>The clients' numbers, in the order in which the pongs arrived; empty where there were too many to keep.</summary>
    public required IReadOnlyList<int> Order { get; init; }

    /// <summary>0 = one after another, 1 = in turns; null where only one order was possible, or none was kept.</summary>
    public required double? Interleaving { get; init; }

    /// <summary>Time to first pong, over clients.</summary>
    public required FirstPongReport FirstPongMs { get; init; }

    /// <summary>The few figures that a program compares.</summary>
    public required MetricsReport Metrics { get; init; }

    /// <summary>The latencies, whole.</summary>
    public required LatencyReports LatencyMs { get; init; }

    /// <summary>What the client saw of itself.</summary>
    public required SelfReport Self { get; init; }

    /// <summary>The measured window: see <see cref="LoadResult.Window"/>.</summary>
    public required double WindowMs { get; init; }

    /// <summary>How long what was unanswered was waited for when nothing more was scheduled.</summary>
    public required double DrainedMs { get; init; }

    /// <summary>From the first connect call until the last client had left.</summary>
    public required double WallMs { get; init; }

    /// <summary>Whether it was cut short.</summary>
    public required bool Interrupted { get; init; }

    /// <summary>The limits that were set, and whether they were kept.</summary>
    // The generated reader sets what is missing to nothing, whatever a new report has.
    public IReadOnlyList<ThresholdResult> Thresholds { get; init => field = value ?? []; } = [];

    /// <summary>The run, a second at a time; of a merged result empty, since the seconds of two machines do not coincide.</summary>
    public required IReadOnlyList<IntervalReport> Intervals { get; init; }

    /// <summary>Each client.</summary>
    public required IReadOnlyList<ClientReport> Clients { get; init; }

    /// <summary>Of a merged result, what each process contributed; null for a single one.</summary>
    public IReadOnlyList<PartReport>? Parts { get; init; }

    /// <summary>What the listeners of this machine turned away meanwhile; null where the server is elsewhere.</summary>
    public ListenDrops? ListenDrops { get; init; }

    /// <summary>What the server did; null where it is another process.</summary>
    public ServerReport? Server { get; init; }

    /// <summary>Whom the slow client delayed; null where none was slow.</summary>
    public BlastReport? BlastRadius { get; init; }

    /// <summary>Makes the report of a run, and judges it.</summary>
    /// <param name="result">What the run saw.</param>
    /// <param name="machine">Where it ran; null where that is not to be said.</param>
    /// <param name="thresholds">Limits to check; null for none.</param>
    /// <param name="ceiling">What this client does against the built-in server, in pings a second; null where not measured.</param>
    /// <param name="serverCpus">The cores that the server is bound to, where that is known; null otherwise.</param>
    /// <returns>The report.</returns>
    public static LoadReport Of(
        LoadResult result, MachineFacts? machine = null, IReadOnlyList<Threshold>? thresholds = null, double? ceiling = null,
        IReadOnlyList<int>? serverCpus = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        Fairness fairness = Fairness.Of(result.Clients);
        LatencyReports latencies = LatencyReports.Of(result);
        LoadReport report = new()
        {
            Tool = new(typeof(LoadReport).Assembly.GetName().Version!.ToString(3)),
            Verdict = Verdict.Of(result, ceiling, serverCpus),
            Plan = PlanReport.Of(result.Plan),
            Environment = machine,
            Counts = result.Counts,
            Failures = result.Failures.ToDictionary(failure => failure.Kind.Name(), failure => failure.Count),
            Order = result.Order,
            Interleaving = result.Interleaving,
            FirstPongMs = FirstPongReport.Of(result.FirstPong),
            Metrics = MetricsReport.Of(result, latencies, fairness),
            LatencyMs = latencies,
            Self = SelfReport.Of(result, ceiling),
            WindowMs = result.Window.TotalMilliseconds,
            DrainedMs = result.Drained.TotalMilliseconds,
            WallMs = result.Wall.TotalMilliseconds,
            Interrupted = result.Interrupted,
            ListenDrops = result.ListenDrops,
            Intervals = [.. result.Intervals.Select(IntervalReport.Of)],
            Clients = [.. result.Clients.Select(ClientReport.Of)],
        };
        return report with { Thresholds = [.. (thresholds ?? []).Select(threshold => threshold.Check(report))] };
    }

    /// <summary>Writes it as JSON.</summary>
    /// <param name="output">Where to.</param>
    public void Write(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine(JsonSerializer.Serialize(this, ReportJson.Default.LoadReport));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <returns>The report.</returns>
    /// <exception cref="FormatException">It is no such report, or of a later version.</exception>
    public static LoadReport Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("schema", out JsonElement schema))
                throw new FormatException("it has no schema: not a result file");
            if (!schema.TryGetInt32(out int version) || version != CurrentSchema)
                throw new FormatException($"its schema is {schema}, and this version reads {CurrentSchema}");
            ReportCheck.Values(root);
            LoadReport read = document.Deserialize(ReportJson.Default.LoadReport) ?? throw new FormatException("it is empty");
            ReportCheck.Hash(read.Plan.Hash);
            return read;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new FormatException($"it is not a whole result file ({broken.Message})", broken);
        }
    }
}

/// <summary>What wrote a result.</summary>
/// <param name="Version">Its version.</param>
public sealed record ToolReport(string Version);
