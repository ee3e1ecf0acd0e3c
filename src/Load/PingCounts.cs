using System.Text.Json.Serialization;

namespace Sockeye.Load;

/// <summary>What became of every ping of a plan: <see cref="Scheduled"/> is the sum of all the others.</summary>
/// <param name="Scheduled">All that the plan asked for.</param>
/// <param name="Answered">Answered by their pong.</param>
/// <param name="Failed">Sent, and answered wrongly or cut off.</param>
/// <param name="TimedOut">Sent, and not answered in time.</param>
/// <param name="InFlightAtEnd">Sent, and not yet answered when the run ended: at the end of its grace, or interrupted.</param>
/// <param name="NeverSent">Not sent: their connection was still busy, their client had failed, or the run was interrupted. In a closed
/// loop of a duration a client owes one ping where it failed, or could send none in the whole window.</param>
public readonly record struct PingCounts(long Scheduled, long Answered, long Failed, long TimedOut, long InFlightAtEnd, long NeverSent)
{
    /// <summary>Whether <see cref="Scheduled"/> is the sum of all the others: if not, the client itself has a fault.</summary>
    [JsonIgnore]
    public bool AddsUp => Scheduled == Answered + Failed + TimedOut + InFlightAtEnd + NeverSent;

    internal static PingCounts Of(IEnumerable<ClientResult> clients)
    {
        PingCounts counts = default;
        foreach (ClientResult client in clients)
        {
            // A failure ends its client, and with it all that was in flight.
            int unanswered = client.Sent - client.Pongs;
            counts = new(
                counts.Scheduled + client.Pings,
                counts.Answered + client.Pongs,
                counts.Failed + (client.Failure is not null and not { Kind: FailureKind.PingTimeout } ? unanswered : 0),
                counts.TimedOut + (client.Failure is { Kind: FailureKind.PingTimeout } ? unanswered : 0),
                counts.InFlightAtEnd + (client.Failure is null ? unanswered : 0),
                counts.NeverSent + client.Pings - client.Sent);
        }
        return counts;
    }
}
