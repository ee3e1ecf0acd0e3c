using Sockeye.Cli;
using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Servers;
using Xunit;
using static Sockeye.Tests.Load.Recorded;

namespace Sockeye.Tests.Cli;

public class LoadReportTests
{
    [Fact]
    public void The_form_of_schema_1()
    {
        LoadResult result = Run(100, Client(0, 0.4, pings: 1), Client(1, null, pings: 1, failure: new(FailureKind.PingTimeout, "late")));
        TrialResult trial = new(ServerCatalog.Find("select")!, result, new(2, 0, 0, 1));
        StringWriter json = new();
        LoadReport.Of(result, trial, new BlastRadius(1, 1, 0.5, Ms(400), null)).Write(json);
        Assert.Equal(
            """
            {
              "schema": 1,
              "plan": {
                "loop": "closed",
                "endPoint": "127.0.0.1:8000",
                "clients": 2,
                "pings": 10,
                "delayBetweenMs": 0
              },
              "counts": {
                "scheduled": 2,
                "answered": 1,
                "failed": 0,
                "timedOut": 1,
                "inFlightAtEnd": 0,
                "neverSent": 0
              },
              "failures": {
                "ping timeout": 1
              },
              "order": [
                0
              ],
              "interleaving": null,
              "firstPongMs": {
                "median": 50.2,
                "medianIsBound": true,
                "worst": 100,
                "worstIsBound": true,
                "worstClient": 1,
                "neverServed": 1
              },
              "wallMs": 100,
              "interrupted": false,
              "clients": [
                {
                  "client": 0,
                  "pings": 1,
                  "sent": 1,
                  "pongs": 1,
                  "connectMs": 0.2,
                  "waitMs": 0.2,
                  "firstPongMs": 0.4,
                  "longestResponseMs": 1,
                  "failure": null,
                  "detail": null
                },
                {
                  "client": 1,
                  "pings": 1,
                  "sent": 1,
                  "pongs": 0,
                  "connectMs": 0.2,
                  "waitMs": null,
                  "firstPongMs": null,
                  "longestResponseMs": 1,
                  "failure": "ping timeout",
                  "detail": "late"
                }
              ],
              "server": {
                "model": "select",
                "served": 2,
                "aborted": 0,
                "rejected": 0,
                "messages": 1
              },
              "blastRadius": {
                "share": 1,
                "hit": 1,
                "others": 1,
                "severity": 0.5,
                "invalid": null
              }
            }

            """,
            json.ToString());
    }
}
