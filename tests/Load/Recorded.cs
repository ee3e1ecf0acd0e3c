using Sockeye.Load;

namespace Sockeye.Tests.Load;

/// <summary>Results of runs that never took place.</summary>
internal static class Recorded
{
    internal static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    internal static ClientResult Client(
        int client, double? firstPong = 1, double longest = 1, int pings = 10, ClientFailure? failure = null)
    {
        bool served = firstPong is not null;
        return new()
        {
            Client = client,
            Pings = pings,
            Sent = served ? pings : 1,
            Pongs = served ? pings : 0,
            Connect = Ms(0.2),
            FirstPong = firstPong is { } time ? Ms(time) : null,
            FirstPingSent = Ms(0.2),
            LastPongReceived = served ? Ms(1000) : null,
            LongestResponse = Ms(longest),
            Failure = failure,
        };
    }

    internal static LoadResult Run(double wall, params ClientResult[] clients) => new()
    {
        Plan = new() { EndPoint = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 8000), Clients = clients.Length },
        Clients = clients,
        Order = [.. clients.SelectMany(client => Enumerable.Repeat(client.Client, client.Pongs))],
        Wall = Ms(wall),
    };
}
