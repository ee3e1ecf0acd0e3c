using System.Text;
using System.Text.Json;
using Sockeye.Cli;
using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Tests.Load;
using Sockeye.Tests.Protocols;
using Xunit;

namespace Sockeye.Tests.Fuzzing;

/// <summary>G11 of what is read besides connections: files and words cost time in proportion to their length.</summary>
public class LinearReaderTests
{
    private const string Header = """{"sockeyeTrace":1,"startNs":0,"clock":null,"model":"select"}""";

    [Fact]
    public void A_trace_of_many_events() => LinearTime.Holds(
        n => $"{Header}\n" + Repeated("""{"t":1,"ev":"accepted","c":1}""" + "\n", n / 30),
        bytes => Trace.Read(new StringReader(Encoding.Latin1.GetString(bytes))));

    [Fact]
    public void A_trace_of_one_long_line() => LinearTime.Holds(
        n => $"{Header}\n{new string('[', n)}",
        bytes => Refused<FormatException>(() => Trace.Read(new StringReader(Encoding.Latin1.GetString(bytes)))));

    [Fact]
    public void A_result_of_many_clients() => LinearTime.Holds(
        n => Result(n / 300), bytes => LoadReport.Read(Encoding.Latin1.GetString(bytes)));

    [Fact]
    public void A_result_that_is_none() => LinearTime.Holds(
        n => $"{{\"schema\":1,\"a\":\"{new string('x', n)}\"}}",
        bytes => Refused<FormatException>(() => LoadReport.Read(Encoding.Latin1.GetString(bytes))));

    [Fact]
    public void A_plan_of_many_cores() => LinearTime.Holds(
        n => new ClientPlan { Cpus = [.. Enumerable.Repeat(0, n / 2)] }.ToJson(),
        bytes => ClientPlan.FromJson(Encoding.Latin1.GetString(bytes)).Check());

    [Fact]
    public void A_plan_that_is_none() => LinearTime.Holds(
        n => new('[', n), bytes => Refused<JsonException>(() => ClientPlan.FromJson(Encoding.Latin1.GetString(bytes))));

    [Fact]
    public void Addresses_to_connect_from() => LinearTime.Holds(
        n => Repeated("10.0.0.1,", n / 9), bytes => SourceAddress.Parse(Encoding.Latin1.GetString(bytes)));

    [Theory, InlineData("p", "9", "<5ms"), InlineData("p99<", "5", "x"), InlineData("p99<5", " ", "x"), InlineData("", " ", "x")]
    [InlineData("rate", " ", ">"), InlineData("p99<5.", "5", "ms")]
    public void A_limit(string before, string repeated, string after) => LinearTime.Holds(
        n => before + Repeated(repeated, n) + after, bytes => _ = Threshold.TryParse(Encoding.Latin1.GetString(bytes), out _));

    [Theory, InlineData("5", "s"), InlineData(" ", "s"), InlineData("s", ""), InlineData(":", "")]
    public void A_number_of_a_command_line(string repeated, string after) => LinearTime.Holds(
        n => Repeated(repeated, n) + after,
        bytes =>
        {
            string text = Encoding.Latin1.GetString(bytes);
            _ = Durations.TryParse(text, out _);
            _ = Rates.TryParse(text, out _);
            _ = RateSteps.TryParse(text, out _);
        });

    [Fact]
    public void A_text_that_is_shown() => LinearTime.Holds(
        n => new('\u001b', n),
        bytes =>
        {
            Escaped.Text(Encoding.Latin1.GetString(bytes));
            Quoted.Text(bytes);
        });

    private static void Refused<TException>(Action read) where TException : Exception => Assert.Throws<TException>(read);

    private static string Result(int clients)
    {
        StringWriter json = new();
        LoadReport.Of(Recorded.Run(100, [.. Enumerable.Range(0, Math.Max(clients, 1)).Select(client => Recorded.Client(client, pings: 1))]))
            .Write(json);
        return json.ToString();
    }

    private static string Repeated(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
