using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Tests.Lab;
using Sockeye.Tests.Load;

namespace Sockeye.Fuzz;

/// <summary>Files to begin with: as they are written, and some that lie.</summary>
internal static class FileSeeds
{
    // What follows the first byte of the largest numbers that there are.
    private static readonly byte[] Huge = [.. Enumerable.Repeat<byte>(0xff, 8)];

    internal static IEnumerable<byte[]> Traces()
    {
        const string header = """{"sockeyeTrace":1,"startNs":1000,"clock":"boot","model":"select"}""";
        const string both = """{"sockeyeTrace":1,"startNs":0,"clock":null,"model":"epoll","plan":{}}""";
        string kinds = string.Join('\n', Enum.GetNames<TraceKind>().Select((kind, i) =>
            $$"""{"t":{{i * 1000}},"ev":"{{JsonNamingPolicy.KebabCaseLower.ConvertName(kind)}}","c":1,"cl":0,"w":1,"n":7,"due":3}"""));
        string[] texts =
        [
            "", header, $"{header}\n{kinds}\n{{\"ev\":\"end\",\"written\":17,\"dropped\":0}}\n",
            $"{both}\n{kinds.Replace("\"c\":1,", "")}\n",
            $"{both}\n{kinds}\n{kinds.Replace("\"c\":1", "\"c\":2").Replace("\"cl\":0", "\"cl\":1")}\n",
            $"{header}\n{{\"t\":1,\"ev\":\"closed\",\"c\":1,\"why\":\"peer-aborted\"}}\n",
            $"{header.Replace("select", "\\u001b[31m<b>\\u0000", StringComparison.Ordinal)}\n{kinds}\n",
            $"{header}\n{{\"t\":{long.MinValue},\"ev\":\"accepted\",\"c\":0}}\n{{\"t\":{long.MaxValue},\"ev\":\"closed\",\"c\":0}}\n",
        ];
        return texts.Select(Encoding.UTF8.GetBytes);
    }

    internal static IEnumerable<byte[]> Reports()
    {
        LoadReport open = LoadReport.Of(Measured.Open(), Measured.Machine);
        LoadReport lesson = LoadReport.Of(Recorded.Run(100, Recorded.Client(0), Recorded.Client(1, null)));
        return new[] { open, lesson, ReportMerge.Of([lesson]) }.Select(report => Compact(report.Write));
    }

    internal static IEnumerable<byte[]> Comparisons() => [Compact(RecordedComparison.Made().Write)];

    internal static IEnumerable<byte[]> Plans()
    {
        ClientPlan[] plans =
        [
            new(), new() { Duration = TimeSpan.FromSeconds(1), Rate = 1000, SourceAddresses = [IPAddress.Loopback], Cpus = [1] },
            new()
            {
                PingsByClient = new Dictionary<int, int> { [1] = 2 }, Message = "{client} {seq}", MessageBytes = 40,
                Expect = new(ExpectationKind.Regex, "^a"), Framing = new(FramingKind.LengthPrefix, 2, LittleEndian: true),
                EndPoint = new UnixDomainSocketEndPoint("/tmp/x"), Segment = new(1, 3), Clients = 5,
            },
        ];
        return plans.Select(plan => Encoding.UTF8.GetBytes(plan.ToJson()));
    }

    internal static IEnumerable<byte[]> Histograms()
    {
        Histogram histogram = new();
        for (long value = 1; value < 1L << 41; value *= 3) histogram.Record(value);
        return [histogram.Pack(), [], [2], [0xff, .. Huge], [0xfe, .. Huge, 0xfe, .. Huge]];
    }

    private static byte[] Compact(Action<TextWriter> write)
    {
        StringWriter json = new();
        write(json);
        return Encoding.UTF8.GetBytes(JsonNode.Parse(json.ToString())!.ToJsonString());
    }
}
