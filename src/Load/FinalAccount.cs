namespace Sockeye.Load;

/// <summary>What is entered of each client when a run is over, so that every ping that was scheduled is accounted for: those in
/// flight and those never sent, each at its age.</summary>
/// <param name="plan">What was asked.</param>
/// <param name="timeline">When; null where it never began.</param>
/// <param name="record">Where it is entered.</param>
/// <param name="now">When the run ended.</param>
/// <param name="cancelled">Whether somebody ended it.</param>
internal sealed class FinalAccount(ClientPlan plan, Timeline? timeline, WorkerRecord record, long now, bool cancelled)
{
    // Until when pings that count were scheduled: a run that is cancelled schedules no more.
    private readonly long _end = timeline is null ? now : Math.Min(timeline.End, cancelled ? now : Clock.Never);

    internal void Enter(Client client)
    {
        client.Interrupted = cancelled && client.State != ClientState.Over;
        while (client.TryAbandon(out Flight flight))
        {
            if (!client.IsMeasured(flight)) continue;
            record.InFlightAtEnd++;
            record.Unanswered.Censor(now - flight.Intended);
        }
        int never = Forgo(client);
        record.NeverSent += never;
        client.Scheduled = client.Sent + never;
        record.Scheduled += ScheduledBy(client);
    }

    private int Forgo(Client client)
    {
        int left = plan.Duration is null ? plan.PingsOf(client.Number) - client.Sent : int.MaxValue;
        int never = 0;
        for (; never < left && client.TryForgo(plan.Duration is null ? now : _end, out long due); never++)
            record.Unanswered.Censor(now - due);
        // Those of a closed loop, and those whose time had not come, have no age.
        return plan.Duration is null ? left : never;
    }

    /// <summary>What the plan asked of a client, by arithmetic and not by what was counted; but in a closed loop of a duration it is
    /// what was sent.</summary>
    private long ScheduledBy(Client client)
    {
        if (plan.Duration is null) return plan.PingsOf(client.Number);
        if (plan.Loop == Loop.Closed) return client.Sent;
        return timeline is null
            ? 0
            : Schedule.Count(plan, client.Number, timeline.Measure - timeline.Begin, _end - timeline.Begin);
    }
}
