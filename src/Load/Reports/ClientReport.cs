namespace Sockeye.Load;

/// <summary>A client.</summary>
/// <param name="Client">Its number, from 0.</param>
/// <param name="Pings">How many pings it was to send.</param>
/// <param name="Sent">How many it sent.</param>
/// <param name="Pongs">How many were answered rightly.</param>
/// <param name="ConnectMs">How long connecting took.</param>
/// <param name="WaitMs">From being connected to the first pong.</param>
/// <param name="FirstPongMs">From the call of connect to the first pong.</param>
/// <param name="LongestResponseMs">The longest that a pong was waited for; null where none came.</param>
/// <param name="LastPongMs">When its last pong came, from the start of the run.</param>
/// <param name="Failure">Why it ended early, by name.</param>
/// <param name="Detail">More about that.</param>
public sealed record ClientReport(
    int Client, int Pings, int Sent, int Pongs, double? ConnectMs, double? WaitMs, double? FirstPongMs, double? LongestResponseMs,
    double? LastPongMs, string? Failure, string? Detail)
{
    internal static ClientReport Of(ClientResult client) => new(
        client.Client, client.Pings, client.Sent, client.Pongs, client.Connect?.TotalMilliseconds, client.Wait?.TotalMilliseconds,
        client.FirstPong?.TotalMilliseconds, client.Pongs == 0 ? null : client.LongestResponse.TotalMilliseconds,
        client.LastPongReceived?.TotalMilliseconds, client.Failure?.Kind.Name(), client.Failure?.Detail);
}

/// <summary>Time to first pong, over clients; a bound is a figure that is at least that, since some clients were never served.</summary>
/// <param name="Median">The median over clients.</param>
/// <param name="MedianIsBound">Whether it is a bound.</param>
/// <param name="Worst">The longest.</param>
/// <param name="WorstIsBound">Whether it is a bound.</param>
/// <param name="WorstClient">Who waited longest.</param>
/// <param name="NeverServed">Clients that never got a pong.</param>
public sealed record FirstPongReport(
    double Median, bool MedianIsBound, double Worst, bool WorstIsBound, int WorstClient, int NeverServed)
{
    internal static FirstPongReport Of(FirstPongTimes times) => new(
        times.Median.TotalMilliseconds, times.MedianIsBound, times.Worst.TotalMilliseconds, times.WorstIsBound,
        times.WorstClient, times.NeverServed);
}

/// <summary>What the server did; the counts are null where it was left behind in a handler.</summary>
/// <param name="Model">Its model.</param>
/// <param name="Served">Connections served to their end.</param>
/// <param name="Aborted">Connections aborted.</param>
/// <param name="Rejected">Connections refused for a limit.</param>
/// <param name="Messages">Messages handled.</param>
public sealed record ServerReport(string Model, long? Served, long? Aborted, long? Rejected, long? Messages);

/// <summary>Whom a slow client delayed.</summary>
/// <param name="Share">Hit clients over others; null where <paramref name="Invalid"/> says why that cannot be told.</param>
/// <param name="Hit">Clients that were delayed.</param>
/// <param name="Others">Clients that might have been.</param>
/// <param name="Severity">Client-seconds lost over what could be lost.</param>
/// <param name="Invalid">Why it cannot be told; null where it can.</param>
public sealed record BlastReport(double? Share, int Hit, int Others, double Severity, string? Invalid);
