using Sockeye.Lab;
using Sockeye.Protocols;
using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests.Lab;

/// <summary>An account that does not add up says in what: each kind of discrepancy is found.</summary>
public class ServerAccountTests
{
    private readonly ServerAccount _account = new();

    [Fact]
    public void What_adds_up_is_counted_by_reason()
    {
        End(0, CloseReason.PeerClosed, messages: 3);
        End(1, CloseReason.PeerAborted);
        End(2, CloseReason.PeerAborted, worker: -1);
        _account.Rejected();
        AccountReport account = _account.Conclude("epoll", new(Served: 2, Aborted: 0, Rejected: 1, Messages: 3), default);
        Assert.Empty(account.Discrepancies);
        Assert.Equal((3, 1, 3), (account.Accepted, account.Rejected, account.Messages));
        Assert.Equal(new Dictionary<string, long> { ["peerClosed"] = 1, ["peerAborted"] = 2 }, account.Closed);
    }

    [Fact]
    public void Its_file_is_read_back()
    {
        End(0, CloseReason.ServerFault);
        AccountReport account = _account.Conclude("select", new(1, 0, 0, 0), new(1, 2, 3, 4, 5));
        StringWriter json = new();
        account.Write(json);
        AccountReport read = AccountReport.Read(json.ToString());
        Assert.Equal(account.Held, read.Held);
        Assert.Equal(1, read.ServerFaults);
        Assert.Equal(account.Closed, read.Closed);
        Assert.Equal(account.Discrepancies, read.Discrepancies);
        Assert.Throws<FormatException>(() => AccountReport.Read("{}"));
        string later = json.ToString().Replace("\"schema\": 1", "\"schema\": 2", StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => AccountReport.Read(later));
    }

    [Fact]
    public void A_connection_that_never_ends_is_found()
    {
        _account.Accepted(0, null);
        Finds("1 of 1 connections were accepted and have not ended", new(0, 0, 0, 0));
    }

    [Fact]
    public void A_connection_that_ends_twice_is_found()
    {
        End(0, CloseReason.PeerClosed);
        _account.Closed(Closed(0, CloseReason.PeerClosed));
        Finds("connection #0 ended and was not there", new(2, 0, 0, 0));
    }

    [Fact]
    public void A_number_that_is_there_twice_is_found()
    {
        _account.Accepted(0, null);
        End(0, CloseReason.PeerClosed);
        Finds("connection #0 was accepted twice", new(1, 0, 0, 0));
    }

    [Theory]
    [InlineData(2, 0, 0, 4, "it says 2 served, and 1 were seen")]
    [InlineData(1, 1, 0, 4, "it says 1 aborted, and 0 were seen")]
    [InlineData(1, 0, 1, 4, "it says 1 rejected, and 0 were seen")]
    [InlineData(1, 0, 0, 5, "it says 5 messages, and 4 were seen")]
    public void A_summary_that_says_something_else_is_found(long served, long aborted, long rejected, long messages, string discrepancy)
    {
        End(0, CloseReason.PeerClosed, messages: 4);
        Finds(discrepancy, new(served, aborted, rejected, messages));
    }

    [Theory]
    [InlineData(1, 0, 0, 0, 0)]
    [InlineData(0, 1, 0, 0, 0)]
    [InlineData(0, 0, 1, 0, 0)]
    [InlineData(0, 0, 0, 1, 0)]
    [InlineData(0, 0, 0, 0, 1)]
    public void What_is_still_held_is_found(int connections, int queued, int tasks, int buffers, int timers)
    {
        AccountReport account = _account.Conclude("epoll", default, new(connections, queued, tasks, buffers, timers));
        Assert.StartsWith("it still holds", Assert.Single(account.Discrepancies), StringComparison.Ordinal);
    }

    private void Finds(string discrepancy, ServerSummary summary) =>
        Assert.Equal([discrepancy], _account.Conclude("epoll", summary, default).Discrepancies);

    private void End(long connection, CloseReason reason, int worker = 0, long messages = 0)
    {
        _account.Accepted(connection, null);
        _account.Closed(Closed(connection, reason, worker, messages));
    }

    private static ClosedConnection Closed(long connection, CloseReason reason, int worker = 0, long messages = 0) =>
        new(connection, worker, reason, null, 0, 0, 0, messages, null);
}
