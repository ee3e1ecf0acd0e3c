using System.Net;
using Sockeye.Load;
using Xunit;
using static Sockeye.Tests.Load.Measured;

namespace Sockeye.Tests.Load;

public class CountedTests
{
    [Theory]
    [InlineData(0, "0 clients")]
    [InlineData(1, "1 client")]
    [InlineData(2, "2 clients")]
    [InlineData(1000, "1,000 clients")]
    public void One_is_not_several(long count, string text) => Assert.Equal(text, Counted.Of(count, "client"));

    [Fact]
    public void A_plan_of_one_is_said_so()
    {
        ClientPlan plan = new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 1), Pings = 1 };
        Assert.Equal("closed(think 0 ms), 1 client, 1 ping each, seed 1", PlanText.Of(PlanReport.Of(plan)));
    }

    /// <summary>The text of a run on one core in which one of each is to be told.</summary>
    [Fact]
    public void A_report_of_one_is_said_so()
    {
        LoadReport report = LoadReport.Of(Open(run => run with
        {
            Self = run.Self with
            {
                Cores = 1,
                ClientCpus = [1],
                AchievedRate = 500,
                UnsentWhileWritable = 1,
                Cpu = TimeSpan.FromSeconds(1.7),
            },
            Clients = [run.Clients[0] with { Sent = 0, Pings = 1000, Failure = new(FailureKind.Reset, "by peer") }],
        }));
        StringWriter text = new();
        ReportText.Write(text, report);
        string[] told = ["transport, 1 core (1)", "of its 1 core:", "1 client failed, and sent no more", "unsent: 1 ping late"];
        Assert.All(told, part => Assert.Contains(part, text.ToString(), StringComparison.Ordinal));
    }
}
