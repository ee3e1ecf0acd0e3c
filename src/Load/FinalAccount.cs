namespace Sockeye.Load;

/// <summary>What is entered of each client when a run is over, so that every ping that was scheduled is accounted for: those that were
/// cut off, those in flight and those never sent, each at its age.</summary>
/// <param name="plan">What was asked.</param>
/// <param name="timeline">When; null where it never began.</param>
/// <param name="record">Where it is entered.</param>
/// <param name="now">When the run ended.</param>
/// <param name="cancelled">Whether somebody ended it.</param>
/// <param name="neverSent">Who is told of each ping that was due and never sent; null for nobody.</param>
internal sealed class FinalAccount(
    ClientPlan plan, Timeline? timeline, WorkerRecord record, long now, bool cancelled, NeverSent? neverSent = null)
{
    // Until when pings that count were scheduled: a run that is cancelled schedules no more.
    private readonly long _end = timeline is null ? now : Math.Min(timeline.End, cancelled ? now : Clock.Never);

    // Until when what is unanswered has waited. A worker whose clients have all failed ends early, and nobody is served sooner by that.
    private readonly long _until = timeline is null or { Stop: Clock.Never } || cancelled ? now : Math.Max(now, timeline.Stop);

    internal void Enter(Client client)
    {
        EnterConnection(client);
        long owed = Owed(client);
        while (client.TryAbandon(out Flight flight))
        {
            if (!client.IsMeasured(flight)) continue;
            if (client.Failure is null) record.InFlightAtEnd++;
            record.Unpaired(flight, _until);
        }
        int never = owed < _end ? 1 : Forgo(client);
        if (owed < _end) Unsent(client, client.NextSequence, owed);
        record.NeverSent += never;
        client.Scheduled = client.Sent + never;
        record.Scheduled += ScheduledBy(client, owed);
    }

    /// <summary>A connection that did not come about, or that was never served.</summary>
    private void EnterConnection(Client client)
    {
        if (client.ConnectingSince != 0)
        {
            record.Connect.Censor(_until - client.ConnectingSince);
            record.FirstPongWait.Censor(_until - client.ConnectingSince);
        }
        else if (client.Connected != 0 && client.AwaitsFirstPong && (client.InFlight > 0 || client.Failure is not null))
        {
            record.FirstPongWait.Censor(_until - (client.InFlight > 0 ? client.Oldest.Written : client.FreeSince));
        }
    }

    /// <summary>In a closed loop nothing is due but what is sent. A client that could not send, since it had failed or waited for the whole
    /// of the window, would then leave no trace in the counts: it owes one ping.</summary>
    /// <returns>When that was due; never, where it owes none.</returns>
    private long Owed(Client client)
    {
        if (timeline is null || plan.Duration is null || plan.Loop != Loop.Closed) return Clock.Never;
        if (client.Sent == 0 && !Thinks(client)) return timeline.Measure;
        bool cutOff = client.InFlight > 0 && client.IsMeasured(client.Flight(client.InFlight - 1));
        return client.Failure is null || cutOff ? Clock.Never : Math.Max(timeline.Measure, client.FailedAt);
    }

    // Its last ping was answered, and the next was to come after the window.
    private bool Thinks(Client client) => plan.DelayBetween > TimeSpan.Zero && client.Failure is null
        && (client.InFlight == 0 || !client.IsWarmUp(client.Oldest));

    private int Forgo(Client client)
    {
        int left = plan.Duration is null ? plan.PingsOf(client.Number) - client.Sent : int.MaxValue;
        int never = 0;
        for (; never < left && client.TryForgo(plan.Duration is null ? now : _end, out long due); never++)
            Unsent(client, client.NextSequence - 1, due);
        if (plan.Duration is not null) return never;
        // Of a client that failed, what was not due yet, or in a closed loop never would be: as if due from the begin, so that it is beyond
        // all that was answered. Where the run was cancelled nobody knows what would have come of it.
        if (!cancelled) record.Unsent(timeline?.Begin ?? client.Started, _until, left - never);
        return left;
    }

    private void Unsent(Client client, long sequence, long due)
    {
        record.Unsent(due, _until);
        neverSent?.Invoke(client, now, sequence, due);
    }

    /// <summary>What the plan asked of a client, by arithmetic and not by what was counted; but in a closed loop of a duration it is
    /// what was sent or owed.</summary>
    private long ScheduledBy(Client client, long owed)
    {
        if (plan.Duration is null) return plan.PingsOf(client.Number);
        if (plan.Loop == Loop.Closed) return client.Sent + (owed < _end ? 1 : 0);
        return timeline is null
            ? 0
            : Schedule.Count(plan, client.Number, timeline.Measure - timeline.Begin, _end - timeline.Begin);
    }
}

/// <summary>A ping was due, and never sent.</summary>
/// <param name="client">Whose.</param>
/// <param name="at">When the run was over.</param>
/// <param name="sequence">Which of its pings.</param>
/// <param name="due">When it should have been written.</param>
internal delegate void NeverSent(Client client, long at, long sequence, long due);
