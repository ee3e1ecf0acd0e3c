using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests.Servers;

public class LedgerTests
{
    [Fact]
    public void D1_many_threads_that_accept_never_take_more_places_than_there_are()
    {
        const int limit = 3, threads = 4, rounds = 20_000;
        var ledger = new Ledger(new ServerOptions { MaxConnections = limit });
        int inside = 0, most = 0, taken = 0, left = 0;
        ledger.Left += () => Interlocked.Increment(ref left);
        Thread[] all = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Churn))];
        foreach (Thread thread in all) thread.Start();
        Assert.All(all, thread => Assert.True(thread.Join(Until.Deadline)));
        Assert.InRange(most, 1, limit);
        Assert.InRange(taken, 1, threads * rounds);
        Assert.Equal(0, ledger.Connections);
        Assert.False(ledger.Full);

        void Churn()
        {
            for (int i = 0; i < rounds; i++)
            {
                if (!ledger.TryTakePlace()) continue;
                int now = Interlocked.Increment(ref inside);
                for (int seen = most; now > seen;) seen = Interlocked.CompareExchange(ref most, now, seen);
                Interlocked.Increment(ref taken);
                Interlocked.Decrement(ref inside);
                ledger.LeavePlace();
            }
        }
    }

    [Fact]
    public void A_place_that_nobody_came_for_is_told_where_the_server_was_full()
    {
        var ledger = new Ledger(new ServerOptions { MaxConnections = 2 });
        int told = 0;
        ledger.Left += () => told++;
        Assert.True(ledger.TryTakePlace());
        ledger.LeavePlace();
        Assert.Equal(0, told);
        Assert.True(ledger.TryTakePlace() && ledger.TryTakePlace());
        Assert.True(ledger.Full);
        ledger.LeavePlace();
        Assert.Equal(1, told);
    }
}
