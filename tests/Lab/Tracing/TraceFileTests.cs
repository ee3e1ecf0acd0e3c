using System.Text;
using CsCheck;
using Sockeye.Lab;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Lab;

/// <summary>A trace as lines: what was recorded is what is read, and what is no trace is refused by its line.</summary>
public class TraceFileTests
{
    private static readonly TraceHeader Server = TraceHeader.Now("select", plan: null);

    private static readonly TraceHeader Client = TraceHeader.Now(model: null, new ClientPlan { Clients = 3 });

    private static readonly Gen<TraceEvent> Events =
        from kind in Gen.Enum<TraceKind>()
        from time in Gen.Long[0, long.MaxValue / 4]
        from connection in Gen.Long[-1, long.MaxValue]
        from client in Gen.Int[-1, int.MaxValue]
        from worker in Gen.Int[-1, int.MaxValue]
        from number in Gen.Long[0, long.MaxValue]
        from due in Gen.Long[0, long.MaxValue / 4]
        from reason in Gen.Int[-1, 11]
        select new TraceEvent(time, kind)
        {
            Connection = connection,
            Client = client,
            Worker = worker,
            Number = number,
            Due = due,
            Reason = reason,
        };

    [Fact]
    public void What_was_recorded_is_what_is_read() => Events.List[0, 20].Sample(events =>
    {
        Trace trace = Trace.Read(new StringReader(Recorded(Server, events)));
        Assert.Equal(events.OrderBy(happened => happened.Time), trace.Events);
        Assert.Equal(0, trace.Dropped);
        Assert.Equal("select", trace.Model);
    });

    [Fact]
    public void A_system_that_does_not_tell_its_boots_apart_records_too() =>
        Assert.Null(Trace.Read(new StringReader(Recorded(Server with { Clock = null }, []))).Headers[0].Clock);

    [Fact]
    public void A_trace_has_a_limit_and_says_what_it_left_out()
    {
        string text = Recorded(Server, Enumerable.Repeat(new TraceEvent(1, TraceKind.Rejected), 7), most: 5);
        Assert.Equal(2, Trace.Read(new StringReader(text)).Dropped);
        Assert.EndsWith("{\"ev\":\"end\",\"written\":5,\"dropped\":2}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_that_was_cut_off_is_read_as_far_as_it_goes()
    {
        string text = Recorded(Server, [Accepted(1, 7, 0), Accepted(2, 8, 1)]);
        string cut = text[..text.IndexOf("\"ev\":\"end\"", StringComparison.Ordinal)];
        Trace trace = Trace.Read(new StringReader(cut));
        Assert.Equal(2, trace.Events.Count);
        Assert.Null(trace.Dropped);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("hello", "its first line is not the header of a trace")]
    [InlineData("{}", "its first line is not the header of a trace")]
    [InlineData("{\"sockeyeTrace\":9,\"startNs\":0,\"clock\":null}", "its form is 9, and this version reads 1")]
    public void What_is_no_trace_is_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Trace.Read(new StringReader(text))).Message);

    [Theory]
    [InlineData("{\"t\":1,\"ev\":\"nonsense\"}", "line 2: «nonsense» is no event of this version")]
    [InlineData("nonsense", "line 2: it is no event")]
    public void A_broken_line_is_named(string line, string message)
    {
        string text = $"{Recorded(Server, []).Split('\n')[0]}\n{line}\n{{\"t\":1,\"ev\":\"rejected\"}}\n";
        Assert.Equal(message, Assert.Throws<FormatException>(() => Trace.Read(new StringReader(text))).Message);
    }

    [Fact]
    public void Two_sides_come_on_one_clock()
    {
        Trace server = Trace.Read(new StringReader(Recorded(Server, [Accepted(20, 7, 0)])));
        Trace client = Trace.Read(new StringReader(Recorded(Client, [new(10, TraceKind.Connect) { Client = 0 }])));
        Assert.Equal([10, 20], server.With(client).Events.Select(happened => happened.Time));
        Assert.Equal(server.With(client).Events, client.With(server).Events);
    }

    [Fact]
    public void What_does_not_belong_together_is_refused()
    {
        Trace server = Trace.Read(new StringReader(Recorded(Server, [])));
        Trace elsewhere = Trace.Read(new StringReader(Recorded(Client with { Clock = "another boot" }, [])));
        FormatException alike = Assert.Throws<FormatException>(() => server.With(server));
        Assert.Contains("one of them must be a server's", alike.Message, StringComparison.Ordinal);
        Assert.Contains("two machines", Assert.Throws<FormatException>(() => server.With(elsewhere)).Message, StringComparison.Ordinal);

        Trace ours = Trace.Read(new StringReader(Recorded(Server, [Accepted(20, 7, 0)])));
        Trace others = Trace.Read(new StringReader(Recorded(Client, [new(10, TraceKind.Connected) { Client = 0, Number = 8 }])));
        FormatException apart = Assert.Throws<FormatException>(() => others.With(ours));
        Assert.Contains("not recorded together", apart.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Before_it_begins_nothing_is_written_and_nothing_is_lost(bool begins)
    {
        MemoryStream lines = new();
        using (TraceRecorder recorder = TraceRecorder.Prepare(lines, Server))
        {
            recorder.Record(Accepted(1, 7, 0));
            if (begins) recorder.Begin();
        }
        string text = Encoding.UTF8.GetString(lines.ToArray());
        Assert.Equal(begins ? 1 : 0, text.Length == 0 ? 0 : Trace.Read(new StringReader(text)).Events.Count);
    }

    [Fact]
    public void A_full_disk_ends_the_trace_and_nothing_else()
    {
        TraceRecorder recorder = TraceRecorder.Start(new Full(), Server);
        for (int i = 0; i < 2 * TraceRecorder.RingEvents; i++) recorder.Record(new(i, TraceKind.Rejected));
        recorder.Dispose();
        Assert.NotNull(recorder.Fault);
    }

    private static TraceEvent Accepted(long time, int port, long connection) =>
        new(time, TraceKind.Accepted) { Number = port, Connection = connection };

    private static string Recorded(TraceHeader header, IEnumerable<TraceEvent> events, long most = TraceRecorder.MostEvents)
    {
        MemoryStream lines = new();
        using (TraceRecorder recorder = TraceRecorder.Start(lines, header, most))
        {
            foreach (TraceEvent happened in events) recorder.Record(happened);
        }
        return Encoding.UTF8.GetString(lines.ToArray());
    }

    private sealed class Full : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}
