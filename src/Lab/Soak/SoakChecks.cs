using System.Text.Json;
using static System.FormattableString;

namespace Sockeye.Lab;

/// <summary>What must be true after a soak, of what the peers, the system and the server say.</summary>
internal static class SoakChecks
{
    private const double MostIdleShare = 0.15;

    internal static SoakResult Conclude(
        SoakPlan plan, string server, PeerLedger ledger, ServerEnd end, MemoryTrend? memory, TimeSpan lived, bool interrupted)
    {
        return new()
        {
            Server = server,
            Seconds = Math.Round(lived.TotalSeconds, 1),
            Lives = ledger.Begun,
            Outcomes = Enum.GetValues<Outcome>()
                .ToDictionary(outcome => JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString()), outcome => ledger[outcome]),
            Killed = ledger.Killed,
            VerifiedBytes = ledger.Verified,
            Wrongs = ledger.Wrongs,
            Account = end.Account,
            ResidentBytes = end.ResidentBytes,
            Memory = memory,
            Checks = Judged(interrupted && end.SocketsAfter is null,
            [
                Bytes(ledger), Lives(ledger), .. Late(ledger), .. Goals(plan, ledger, interrupted), Connections(ledger, end),
                Held(end), Faults(end), Descriptors(end), Alive(end), Idle(end), Log(end), Stop(end), Memory(end, memory),
            ]),
        };
    }

    // A terminal's Ctrl-C reaches the server, too: what was to be asked of it then was not asked, and that is nobody's fault.
    private static SoakCheck[] Judged(bool endedWithUs, SoakCheck[] checks) => !endedWithUs ? checks
        : [.. checks.Select(check => check.Name is "descriptors" or "alive" or "idle" ? check with { State = SoakState.Untold } : check)];

    private static SoakCheck Bytes(PeerLedger ledger) => ledger[Outcome.Wrong] == 0
        ? new("bytes", SoakState.Ok, $"{SoakText.Bytes(ledger.Verified)} came back, every byte as it should be")
        : new("bytes", SoakState.Failed, $"{SoakText.Count(ledger[Outcome.Wrong])} wrong: {ledger.Wrongs[0]}");

    private static SoakCheck Lives(PeerLedger ledger)
    {
        long sum = Enum.GetValues<Outcome>().Sum(outcome => ledger[outcome]);
        return Check("lives", sum == ledger.Begun, $"{SoakText.Count(ledger.Begun)} begun, {SoakText.Count(sum)} accounted for");
    }

    // A server that forgets a connection until its clock runs out leaves the same pause, but on a machine that went on.
    private static IEnumerable<SoakCheck> Late(PeerLedger ledger)
    {
        long late = ledger[Outcome.Late];
        if (late == 0) yield break;
        string finding = $"{SoakText.Count(late)} ended by a clock; this process was held up {SoakText.Count(ledger.HoldUps)} times";
        yield return Check("late", ledger.HoldUps > 0, finding);
    }

    private static IEnumerable<SoakCheck> Goals(SoakPlan plan, PeerLedger ledger, bool interrupted)
    {
        if (plan.Kills is { } kills)
            yield return Goal("kills", ledger.Killed >= kills, $"{SoakText.Count(ledger.Killed)} of {SoakText.Count(kills)} killed");
        if (plan.Bytes is { } bytes)
            yield return Goal("volume", ledger.Verified >= bytes, $"{SoakText.Bytes(ledger.Verified)} of {SoakText.Bytes(bytes)} verified");

        SoakCheck Goal(string name, bool isReached, string finding) =>
            new(name, isReached ? SoakState.Ok : interrupted ? SoakState.Untold : SoakState.Failed, finding);
    }

    // A connect that the kernel has completed may have found the backlog full all the same, and one that was given up may have come about.
    private static SoakCheck Connections(PeerLedger ledger, ServerEnd end)
    {
        if (end.Account is not { } account) return NoAccount("connections");
        long closed = account.Closed.Values.Sum();
        long made = ledger.Connected + end.Probes;
        long most = ledger.Connecting + end.Probes;
        bool isAll = account.Accepted + end.Overflows >= made && account.Accepted <= most;
        string givenUp = made == most ? "" : $", {SoakText.Count(most - made)} given up while connecting";
        string finding = account.Discrepancies is [var first, ..] ? first
            : $"{SoakText.Count(made)} made{givenUp}; {SoakText.Count(account.Accepted)} accepted, {SoakText.Count(closed)} closed";
        return Check("connections", isAll && closed == account.Accepted && account.Discrepancies.Count == 0, finding);
    }

    private static SoakCheck Held(ServerEnd end) => end.Account is not { Held: var held }
        ? NoAccount("held")
        : Check(
            "held", held == default,
            $"{held.Connections} connections, {held.Tasks} tasks, {held.RentedBuffers} buffers, {held.Timers} timers are left");

    private static SoakCheck Faults(ServerEnd end) => end.Account is not { } account
        ? NoAccount("faults")
        : Check(
            "faults", account is { HandlerFaults: 0, ServerFaults: 0 },
            $"{account.HandlerFaults} of handlers, {account.ServerFaults} of the server");

    private static SoakCheck Descriptors(ServerEnd end) => end.SocketsAfter is not { } after
        ? Ended("descriptors")
        : Check("descriptors", after <= end.SocketsBefore, $"{end.SocketsBefore} sockets before, {after} after");

    private static SoakCheck Alive(ServerEnd end) => end.Answer is { } answer
        ? new("alive", SoakState.Ok, Invariant($"answered one more client in {answer.TotalMilliseconds:0.0} ms"))
        : new("alive", SoakState.Failed, "does not answer one more client");

    private static SoakCheck Idle(ServerEnd end) => end.IdleShare is not { } share
        ? Ended("idle")
        : Check("idle", share <= MostIdleShare, Invariant($"{100 * share:0.0} % of a core with nothing to do"));

    private static SoakCheck Log(ServerEnd end) => end.Complaints is [var first, ..]
        ? new("log", SoakState.Failed, first)
        : new("log", SoakState.Ok, "not a word about what peers did");

    private static SoakCheck Stop(ServerEnd end) => end.ExitCode switch
    {
        0 => new("stop", SoakState.Ok, "exited with 0 when asked to"),
        { } code => new("stop", SoakState.Failed, $"exited with {code}{end.Said}"),
        null => new("stop", SoakState.Failed, "does not stop when asked to"),
    };

    private static SoakCheck Memory(ServerEnd end, MemoryTrend? memory)
    {
        string resident = Invariant($"{end.ResidentBytes / (double)(1 << 20):0.0} MiB");
        if (memory is null) return new("memory", SoakState.Untold, $"{resident}; too short for a trend");
        string finding = Invariant(
            $"{resident}, {memory.MiBPerHour:+0.0;-0.0;0.0} ± {memory.Uncertainty:0.0} MiB/h over the last {memory.OverSeconds:0} s");
        return memory.IsAtMost(SoakPlan.MostGrowth) is { } isBearable
            ? Check("memory", isBearable, finding)
            : new("memory", SoakState.Untold, $"{finding}: too short to tell");
    }

    private static SoakCheck Check(string name, bool holds, string finding) => new(name, holds ? SoakState.Ok : SoakState.Failed, finding);

    private static SoakCheck NoAccount(string name) => new(name, SoakState.Failed, "the server gave no account");

    private static SoakCheck Ended(string name) => new(name, SoakState.Failed, "the server's process had ended");
}
