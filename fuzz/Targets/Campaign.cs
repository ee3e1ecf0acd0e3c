using System.Collections.Concurrent;
using System.Diagnostics;

namespace Sockeye.Fuzz;

/// <summary>Many hostile inputs to one target, and what came of them.</summary>
/// <param name="Target">The target.</param>
/// <param name="Inputs">How many there were.</param>
/// <param name="Bytes">How long they were together.</param>
/// <param name="Slowest">The longest that one took.</param>
/// <param name="Outcomes">How often each thing came of one: where all are refused, nothing behind the refusal was tried.</param>
internal sealed record Campaign(
    Target Target, long Inputs, long Bytes, TimeSpan Slowest, IReadOnlyDictionary<string, long> Outcomes)
{
    // A part is so small that threads end together, and so large that nobody waits for the next one.
    private const int Part = 1_000;

    /// <summary>Tries so many inputs, on every core.</summary>
    /// <exception cref="FindException">A property does not hold of one of them.</exception>
    internal static Campaign Run(Target target, long inputs, int seed, TimeSpan? within = null)
    {
        HostileInputs hostile = new(target, seed);
        ConcurrentQueue<Campaign> parts = [];
        long parting = (inputs + Part - 1) / Part;
        long start = Stopwatch.GetTimestamp();
        try
        {
            Parallel.For(0, parting, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (part, state) =>
            {
                if (Stopwatch.GetElapsedTime(start) > within) state.Stop();
                else parts.Enqueue(Try(target, hostile, part * Part, Math.Min((part + 1) * Part, inputs)));
            });
        }
        catch (AggregateException found) when (found.InnerException is FindException)
        {
            throw found.InnerException;
        }
        Dictionary<string, long> outcomes = parts.SelectMany(part => part.Outcomes)
            .GroupBy(outcome => outcome.Key).ToDictionary(same => same.Key, same => same.Sum(outcome => outcome.Value));
        return new(
            target, parts.Sum(part => part.Inputs), parts.Sum(part => part.Bytes), parts.Select(part => part.Slowest).Max(), outcomes);
    }

    private static Campaign Try(Target target, HostileInputs hostile, long first, long end)
    {
        long bytes = 0;
        TimeSpan slowest = default;
        Dictionary<string, long> outcomes = [];
        for (long number = first; number < end; number++)
        {
            byte[] input = hostile[number];
            bytes += input.Length;
            long start = Stopwatch.GetTimestamp();
            string outcome;
            try
            {
                outcome = target.Check(input);
            }
            catch (Exception broken)
            {
                throw new FindException(target, input, broken);
            }
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            if (took > slowest) slowest = took;
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }
        return new(target, end - first, bytes, slowest, outcomes);
    }

    public override string ToString()
    {
        IEnumerable<string> outcomes = Outcomes.OrderByDescending(outcome => outcome.Value)
            .Select(outcome => $"{outcome.Value:N0} {outcome.Key}");
        return $"{Target.Name,-15} {Inputs,11:N0} inputs, {Bytes,14:N0} bytes, slowest {Slowest.TotalMilliseconds:0.0} ms: "
            + string.Join(", ", outcomes);
    }
}

/// <summary>An input of which a property does not hold.</summary>
internal sealed class FindException(Target target, byte[] input, Exception broken)
    : Exception($"{target}: {Convert.ToHexString(input)}\n{broken}", broken)
{
    internal Target Target => target;

    internal byte[] Input => input;
}
