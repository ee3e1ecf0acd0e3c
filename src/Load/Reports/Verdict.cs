namespace Sockeye.Load;

/// <summary>Whether a run's figures can be trusted: the worst of its checks.</summary>
/// <param name="State">What may be done with the figures.</param>
/// <param name="Reasons">What speaks against them, the worst first; empty where nothing does.</param>
public sealed record Verdict(VerdictState State, IReadOnlyList<VerdictReason> Reasons)
{
    /// <summary>Judges a run.</summary>
    /// <param name="result">What it saw.</param>
    /// <param name="ceiling">What the same client does against the built-in server, in pings a second; null where that was not
    /// measured.</param>
    /// <param name="serverCpus">The cores that the server is bound to, where that is known; null otherwise.</param>
    /// <returns>The verdict.</returns>
    public static Verdict Of(LoadResult result, double? ceiling = null, IReadOnlyList<int>? serverCpus = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Of([.. VerdictChecks.Of(result, ceiling, serverCpus)]);
    }

    /// <summary>The verdict that some reasons make: the worst of them.</summary>
    /// <param name="reasons">What speaks against the figures.</param>
    /// <returns>The verdict.</returns>
    public static Verdict Of(IReadOnlyCollection<VerdictReason> reasons)
    {
        ArgumentNullException.ThrowIfNull(reasons);
        return new(
            reasons.Select(reason => reason.State).DefaultIfEmpty(VerdictState.Valid).Max(),
            [.. reasons.OrderByDescending(reason => reason.State)]);
    }
}

/// <summary>What may be done with the figures of a run.</summary>
public enum VerdictState
{
    /// <summary>They are the server's.</summary>
    Valid,

    /// <summary>They may be the client's or the machine's in part: read the reasons.</summary>
    Suspect,

    /// <summary>They are not to be used.</summary>
    Invalid,
}

/// <summary>What speaks against the figures of a run.</summary>
/// <param name="State">How much.</param>
/// <param name="Check">The check, in a word or two.</param>
/// <param name="Text">What was seen, and what to do about it.</param>
public sealed record VerdictReason(VerdictState State, string Check, string Text);
