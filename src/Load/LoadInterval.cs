namespace Sockeye.Load;

/// <summary>What happened in a second of a run, the warm-up and the drain included.</summary>
/// <param name="Start">When it began, from the start of what is measured; negative in the warm-up.</param>
/// <param name="Sent">Pings sent in it.</param>
/// <param name="Answered">Pings answered in it.</param>
/// <param name="Failed">Pings that failed or timed out in it.</param>
/// <param name="InFlight">Pings that were unanswered at its end.</param>
/// <param name="Response">Response times of those answered in it; null where none was.</param>
public sealed record LoadInterval(TimeSpan Start, long Sent, long Answered, long Failed, long InFlight, Latencies? Response);
