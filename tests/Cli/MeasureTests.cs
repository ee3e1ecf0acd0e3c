using System.Net;
using System.Text.Json;
using NJsonSchema;
using Sockeye.Cli;
using Sockeye.Load;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.House;
using Sockeye.Tests.Load;
using Xunit;

namespace Sockeye.Tests.Cli;

/// <summary>The client as a measuring one, against a server in this process: options, outputs and exit codes.</summary>
public sealed class MeasureTests : IDisposable
{
    private readonly IServer _server = ServerCatalog.Find("select")!.Create(() => new PingPong(), new ServerOptions
    {
        EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
    });

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private readonly string _folder = Directory.CreateTempSubdirectory("sockeye-").FullName;

    public MeasureTests() => _serving = Task.Factory.StartNew(
        () => _server.Run(_stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Dispose()
    {
        _stop.Cancel();
        _serving.Wait(TestContext.Current.CancellationToken);
        _server.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_open_loop_prints_its_verdict_and_accounts_for_every_ping()
    {
        (int code, string output, _) = await Run(
            "client", Server, "-c", "4", "-R", "400", "-d", "500ms", "--warmup", "off", "--threshold", "failed<1");
        Assert.Contains(code, new[] { ExitCodes.Ok, ExitCodes.Invalid });
        Assert.StartsWith(
            $"target   {Server}   open(rate 400/s, arrivals constant), 4 clients, 0.5 s, seed 1\n", output, StringComparison.Ordinal);
        Assert.Contains("200 = answered 200 + failed 0 + timed out 0 + in flight 0 + never sent 0", output, StringComparison.Ordinal);
        Assert.Contains("✓ failed<1", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_missed_exits_1_or_3_where_the_measurement_is_invalid()
    {
        (int code, string output, _) = await Run("client", Server, "-n", "50", "--threshold", "max<1us");
        Assert.Contains("✗ max<1us", output, StringComparison.Ordinal);
        Assert.Equal(output.Contains("verdict  INVALID", StringComparison.Ordinal) ? ExitCodes.Invalid : ExitCodes.Failed, code);
    }

    [Fact]
    public async Task Files_hold_what_was_printed_and_report_prints_it_again()
    {
        string file = Path.Combine(_folder, "run.json");
        string csv = Path.Combine(_folder, "csv");
        string hgrm = Path.Combine(_folder, "run.hgrm");
        string hlog = Path.Combine(_folder, "run.hlog");
        (_, string output, string error) = await Run(
            "client", Server, "-c", "2", "-n", "100", "--depth", "2", "--no-progress",
            "-o", file, "--csv", csv, "--hgrm", hgrm, "--hlog", hlog);
        Assert.Equal("", error);
        Assert.EndsWith($"wrote {file}  {csv}/clients.csv  {csv}/intervals.csv  {hgrm}  {hlog}\n", output, StringComparison.Ordinal);

        (int code, string again, _) = await Run("report", file);
        Assert.Equal(ExitCodes.Ok, code);
        Assert.Equal(output[..output.IndexOf("wrote ", StringComparison.Ordinal)], again);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(csv, "clients.csv")).Length);
        Assert.Contains("#[Max ", await File.ReadAllTextAsync(hgrm, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        Assert.Empty(await ResultSchema.Validate(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)));
        (_, string sides, _) = await Run("report", file, file);
        Assert.Equal(2, sides.Split('\n').Count(line => line.StartsWith(file, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("-o")]
    [InlineData("--csv")]
    [InlineData("--hgrm")]
    [InlineData("--hlog")]
    public async Task A_file_that_cannot_be_written_is_told_before_anything_is_measured(string option)
    {
        string file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "old", TestContext.Current.CancellationToken);
        (int code, string output, string error) = await Run(
            "client", Server, "-n", "5", "--depth", "2", option, Path.Combine(file, "x"));
        Assert.Equal((ExitCodes.CannotStart, ""), (code, output));
        Assert.StartsWith($"sockeye: cannot write {file}/x", error, StringComparison.Ordinal);
    }

    /// <summary>More clients than there are descriptors, and one file for two things.</summary>
    [Theory]
    [InlineData(ExitCodes.CannotStart, "-c", "2000000000")]
    [InlineData(ExitCodes.Usage, "-o", "old.trace")]
    public async Task An_older_trace_stays_where_the_clients_cannot_start(int refused, string option, string value)
    {
        string trace = Path.Combine(_folder, "old.trace");
        await File.WriteAllTextAsync(trace, "an older one", TestContext.Current.CancellationToken);
        string given = option == "-o" ? Path.Combine(_folder, value) : value;
        (int code, _, _) = await Run("client", Server, "--trace", trace, option, given);
        Assert.Equal((refused, "an older one"), (code, await File.ReadAllTextAsync(trace, TestContext.Current.CancellationToken)));
        (code, _, _) = await Run("client", Server, "-n", "2", "--trace", trace);
        Assert.Equal(ExitCodes.Ok, code);
        string text = await File.ReadAllTextAsync(trace, TestContext.Current.CancellationToken);
        Assert.StartsWith("{\"sockeyeTrace\":1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_segments_add_up()
    {
        string[] files = [Path.Combine(_folder, "0.json"), Path.Combine(_folder, "1.json"), Path.Combine(_folder, "sum.json")];
        for (int i = 0; i < 2; i++) await Run("client", Server, "-c", "4", "-n", "50", "--segment", $"{i}/2", "-o", files[i]);
        (_, string output, string error) = await Run("merge", files[0], files[1], "-o", files[2]);
        Assert.Equal("", error);
        Assert.Contains("scheduled 200 = answered 200", output, StringComparison.Ordinal);
        LoadReport sum = LoadReport.Read(await File.ReadAllTextAsync(files[2], TestContext.Current.CancellationToken));
        Assert.Equal(200, sum.LatencyMs.Response.Count);

        (int code, _, string refused) = await Run("merge", files[0], files[0]);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("segment 0/2 is there 2 times", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_the_servers_doing_is_told_beforehand()
    {
        int many = LocalPorts.MostBacklog + 1 ?? int.MaxValue;
        Assert.SkipWhen(many > 5_000, "No backlog is too short for so few.");
        (_, _, string error) = await Run("client", Server, "-c", $"{many}", "-n", "1", "--no-progress");
        Assert.StartsWith($"sockeye: warning: {many} clients connect at once, and no backlog is ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JSON_stands_alone_on_the_output_of_a_measurement()
    {
        (_, string output, _) = await Run("client", Server, "-n", "20", "--depth", "2", "--json");
        using JsonDocument report = JsonDocument.Parse(output);
        Assert.Equal(20, report.RootElement.GetProperty("counts").GetProperty("answered").GetInt32());
    }

    [Fact]
    public async Task A_sweep_is_a_line_a_rate_and_a_search_ends_with_the_highest()
    {
        (int code, string output, _) = await Run(
            "sweep", Server, "--rates", "100:200:100", "-d", "300ms", "--warmup", "off", "--no-progress");
        Assert.Contains(code, new[] { ExitCodes.Ok, ExitCodes.Invalid });
        Assert.Equal(["      rate/s", "         100", "         200"], output.TrimEnd('\n').Split('\n').Select(line => line[..12]));
    }

    [Fact]
    public async Task A_sweep_is_JSON_too_instead_of_its_text_or_in_a_file()
    {
        string[] line = ["sweep", Server, "--rates", "100:200:100", "-d", "300ms", "--warmup", "off", "--no-progress", "--json"];
        (_, string output, string error) = await Run(line);
        Assert.Equal("", error);
        await IsSweep(output, 100, 200);

        string file = Path.Combine(_folder, "sweep.json");
        (_, output, _) = await Run([.. line, file]);
        Assert.EndsWith($"wrote {file}\n", output, StringComparison.Ordinal);
        await IsSweep(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), 100, 200);
    }

    [Fact]
    public async Task A_search_that_fails_keeps_what_it_measured()
    {
        (int code, string output, _) = await Run(
            "sweep", Server, "--search", "p99<1s", "-R", "100", "-d", "100ms", "--warmup", "off", "--no-progress", "--json");
        Assert.Equal(ExitCodes.Failed, code);
        JsonElement sweep = await IsSweep(output, 100);
        Assert.Equal(JsonValueKind.Null, sweep.GetProperty("highestRate").ValueKind);
    }

    private static async Task<JsonElement> IsSweep(string json, params double[] rates)
    {
        JsonSchema schema = await JsonSchema.FromJsonAsync(
            Repository.Read("docs/schema/sweep.schema.json"), TestContext.Current.CancellationToken);
        Assert.Empty(schema.Validate(json));
        JsonElement sweep = JsonDocument.Parse(json).RootElement;
        Assert.Equal(rates, sweep.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("rate").GetDouble()));
        return sweep;
    }

    [Fact]
    public async Task A_search_that_nothing_keeps_says_so_and_fails()
    {
        using PausableServer server = new() { Delay = TimeSpan.FromMilliseconds(10) };
        (int code, string output, _) = await Run(
            "sweep", server.EndPoint.ToString()!, "--search", "p50<1ms", "-R", "100", "-d", "400ms", "--warmup", "off", "--no-progress");
        Assert.Contains(code, new[] { ExitCodes.Failed, ExitCodes.Invalid });
        Assert.EndsWith("no rate that was tried keeps p50<1ms\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_with_too_few_pings_says_so_and_does_not_look_for_it_where_there_are_fewer()
    {
        (int code, string output, string error) = await Run(
            "sweep", Server, "--search", "p99<1s", "-R", "100", "-d", "100ms", "--warmup", "off", "--no-progress");
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Equal("sockeye: too few pings to tell p99<1s: take a longer --duration, or a higher --rate\n", error);
        Assert.Equal(2, output.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public async Task Calibration_tells_a_floor_and_a_ceiling()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The built-in server is Linux's.");
        (int code, string output, string error) = await Run("calibrate", "-c", "2", "-d", "300ms", "--warmup", "off", "--no-progress");
        Assert.Equal((ExitCodes.Ok, ""), (code, error));
        Assert.Matches(@"^ceiling  [\d,]+ pongs/s, closed loop\nfloor    service p50 \d+\.\d us, p99 ", output);
    }

    [Fact]
    public async Task A_message_out_of_a_file_may_end_as_an_editor_ends_it()
    {
        string file = Path.Combine(_folder, "message");
        await File.WriteAllTextAsync(file, "ping {client} {seq}\n", TestContext.Current.CancellationToken);
        (_, string output, string error) = await Run(
            "client", Server, "-n", "5", "-f", file, "--expect", "pong {client} {seq}", "--threshold", "failed<1", "--no-progress");
        Assert.Equal("", error);
        Assert.Contains("scheduled 5 = answered 5", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_calibration_that_was_cut_short_has_no_figures_rather_than_wrong_ones()
    {
        LoadResult nothing = Measured.Open(run => run with { Counts = default, Window = TimeSpan.Zero });
        using StringWriter output = new();
        CalibrateCommand.Write(output, nothing, nothing);
        Assert.Matches(@"^ceiling  n/a\n(.*\n)*cpu      n/a\n$", output.ToString());
    }

    private string Server => _server.EndPoint.ToString()!;

    private static async Task<(int, string, string)> Run(params string[] args)
    {
        StringWriter output = new();
        StringWriter error = new();
        int code = await SockeyeCommand.Run(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
