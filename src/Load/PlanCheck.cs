namespace Sockeye.Load;

/// <summary>Whether a plan makes sense: asked as a run begins, so that nothing is sent of one that does not.</summary>
internal static class PlanCheck
{
    internal static void Check(ClientPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan.EndPoint);
        CheckWork(plan);
        CheckLoop(plan);
        CheckMessage(plan);
        CheckTime(plan.WarmUp, TimeSpan.Zero, nameof(plan.WarmUp));
        CheckTime(plan.Grace, TimeSpan.Zero, nameof(plan.Grace));
        CheckTime(plan.ConnectTimeout, TimeSpan.FromMilliseconds(1), nameof(plan.ConnectTimeout));
        CheckTime(plan.PingTimeout, TimeSpan.FromMilliseconds(1), nameof(plan.PingTimeout));
        if (plan.ConnectRate is { } connects) CheckRate(connects, nameof(plan.ConnectRate));
        if (plan.Ramp is { } ramp) CheckTime(ramp, TimeSpan.Zero, nameof(plan.Ramp));
        if (plan is { ConnectRate: not null, Ramp: not null })
            throw new ArgumentException("ConnectRate and Ramp both say how fast to connect: set one of them.", nameof(plan));
        if (plan.ReconnectEvery is { } pongs) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pongs, nameof(plan.ReconnectEvery));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(plan.Workers, nameof(plan.Workers));
        foreach (int cpu in plan.Cpus) ArgumentOutOfRangeException.ThrowIfNegative(cpu, nameof(plan.Cpus));
        foreach (System.Net.IPAddress source in plan.SourceAddresses)
        {
            if (source.AddressFamily != plan.EndPoint.AddressFamily)
                throw new ArgumentException($"{source} cannot be connected from to {plan.EndPoint}: another family.", nameof(plan));
        }
    }

    private static void CheckWork(ClientPlan plan)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(plan.Clients, nameof(plan.Clients));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(plan.Pings, nameof(plan.Pings));
        foreach (int pings in plan.PingsByClient.Values)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pings, nameof(plan.PingsByClient));
        if (plan.Duration is { } duration)
        {
            CheckTime(duration, TimeSpan.FromMilliseconds(1), nameof(plan.Duration));
            if (plan.PingsByClient.Count > 0)
                throw new ArgumentException("PingsByClient counts pings, and Duration times them: set one of them.", nameof(plan));
        }
        (int index, int count) = plan.Segment;
        if (count < 1 || index < 0 || index >= count || index >= plan.Clients)
            throw new ArgumentException($"{plan.Segment} is no part of {plan.Clients} clients.", nameof(plan));
    }

    private static void CheckLoop(ClientPlan plan)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(plan.Depth, nameof(plan.Depth));
        CheckTime(plan.DelayBetween, TimeSpan.Zero, nameof(plan.DelayBetween));
        if (plan is { Depth: > 1, DelayBetween.Ticks: > 0 })
            throw new ArgumentException("With several pings in flight nobody thinks between them: Depth or DelayBetween.", nameof(plan));
        if (plan.Rate is not { } rate) return;
        CheckRate(rate, nameof(plan.Rate));
        if (plan.DelayBetween > TimeSpan.Zero)
            throw new ArgumentException("In an open loop the clock says when to send: DelayBetween belongs to a closed one.", nameof(plan));
    }

    private static void CheckMessage(ClientPlan plan)
    {
        plan.Framing?.Check();
        if (plan.MessageBytes is { } bytes)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes, nameof(plan.MessageBytes));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, MessageFraming.MostBytes, nameof(plan.MessageBytes));
        }
        if (plan.PieceBytes is { } piece) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(piece, nameof(plan.PieceBytes));
        if (!TransportChoice.Carries(plan.Transport, plan))
            throw new ArgumentException("The ring sends pings whole: for PieceBytes take another transport.", nameof(plan));
        _ = Speech.Of(plan);
    }

    private static void CheckRate(double rate, string name)
    {
        if (!(rate > 0 && rate <= 1e9)) throw new ArgumentOutOfRangeException(name, rate, "Must be above 0 and at most 1e9 a second.");
    }

    private static void CheckTime(TimeSpan time, TimeSpan least, string name)
    {
        if (time < least || time.TotalMilliseconds > int.MaxValue)
            throw new ArgumentOutOfRangeException(name, time, $"Must be from {least.TotalMilliseconds} ms to 24 days.");
    }
}
