using System.Net.Sockets;
using Sockeye.Cli;
using Sockeye.Protocols;
using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests.Cli;

/// <summary>The lines of a server's log: escaped, bounded, never in the server's way.</summary>
public sealed class ServerLogTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly StandingTime _time = new();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void A_storm_is_cut_and_counted()
    {
        ServerLog log = new(_output, _error, "ping", quiet: false, _time);
        for (int i = 0; i < 1_000; i++) log.Started(i, 0);
        _time.Advance(TimeSpan.FromSeconds(1));
        log.Started(1_000, 0);

        string[] lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(202, lines.Length);
        Assert.Equal(["Client #199 connected (worker 0)", "(800 lines left out)", "Client #1000 connected (worker 0)"], lines[^3..]);
    }

    [Fact]
    public void What_comes_from_outside_cannot_forge_a_line()
    {
        ServerLog log = new(_output, _error, "ping", quiet: false, _time);
        log.Faulted(3, new InvalidOperationException("no\nClient #4 connected \u001b[2J\u2028" + new string('x', 1_000)));
        log.Closed(new ClosedConnection(3, 0, CloseReason.PeerAborted, "reset\r\nby peer", 9, 0, 0, 2, null));

        string line = Assert.Single(_error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        const string Told = @"Client #3: the protocol failed: InvalidOperationException: no\u{A}Client #4 connected \u{1B}[2J\u{2028}x";
        Assert.StartsWith(Told, line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 200, 300);
        Assert.Equal(@"Client #3 left after 2 pings (peer aborted: reset\u{D}\u{A}by peer)", _output.ToString().TrimEnd());
    }

    [Fact]
    public void Whose_fault_it_was_is_told()
    {
        ServerLog log = new(_output, _error, "ping", quiet: false, _time);
        var ledger = new Ledger(new ServerOptions());
        var service = new Service(() => new PingPong(), new ServerOptions { Observer = log }, ledger, holdsLoop: true);
        new Connection(3, service).Fault(new InvalidOperationException("no\nroom"));
        log.Faulted(4, new InvalidOperationException("no"));

        string[] lines = _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        const string OfTheServer = @"Client #3: the server failed: InvalidOperationException: no\u{A}room";
        Assert.Equal([OfTheServer, "Client #4: the protocol failed: InvalidOperationException: no"], lines);
    }

    [Fact]
    public void A_shortage_is_one_line_a_minute()
    {
        ServerLog log = new(_output, _error, "ping", quiet: true, _time);
        for (int i = 0; i < 100; i++) log.AcceptFailed(SocketError.TooManyOpenSockets, AcceptTier.Shortage, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(61));
        log.AcceptFailed(SocketError.TooManyOpenSockets, AcceptTier.Shortage, TimeSpan.FromSeconds(1));
        log.AcceptFailed(SocketError.ConnectionAborted, AcceptTier.Peer, TimeSpan.Zero);

        string[] lines = _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("so far 101", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 0, 0, "left before a worker was free (drained)")]
    [InlineData(0, 0, 17, "left after 17 bytes (drained)")]
    [InlineData(0, 1, 17, "left after 1 ping (drained)")]
    [InlineData(0, 0, 0, "left after 0 pings (drained)")]
    public void Who_leaves_is_told_with_what_was_done(int worker, int messages, int received, string told)
    {
        new ServerLog(_output, _error, "ping", quiet: false, _time)
            .Closed(new ClosedConnection(5, worker, CloseReason.Drained, null, received, 0, 0, messages, null));
        Assert.Equal($"Client #5 {told}", _output.ToString().TrimEnd());
    }

    [Fact]
    public void Every_close_reason_has_its_words() =>
        Assert.Equal(Enum.GetValues<CloseReason>().Length, Enum.GetValues<CloseReason>().Select(CloseReasonText.Of).Distinct().Count());

    [Fact]
    public void A_reader_that_has_gone_does_not_end_the_server()
    {
        using GoneReader gone = new();
        ServerLog log = new(gone, gone, "ping", quiet: false, _time);
        log.Started(0, 0);
        log.Faulted(0, new InvalidOperationException("no"));
    }

    private sealed class StandingTime : TimeProvider
    {
        private long _ticks = TimeSpan.TicksPerDay;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        internal void Advance(TimeSpan time) => _ticks += time.Ticks;
    }

    private sealed class GoneReader : StringWriter
    {
        public override void WriteLine(string? value) => throw new IOException("Broken pipe");
    }
}
