namespace Sockeye.Linux;

/// <summary>
/// The fault seam under the verbs of this project: which faults the calls of one thread meet, drawn from a seed. Off, as
/// everywhere but in tests, the JIT removes it, and code compiled ahead of time tests one flag (the AppContext switch
/// «Sockeye.Faults»).
/// </summary>
/// <remarks>A plan belongs to a thread, since a reactor is one: it sets <see cref="OnThisThread"/> as it starts.</remarks>
internal sealed class CallFaults(int seed)
{
    internal static readonly bool Enabled = AppContext.TryGetSwitch("Sockeye.Faults", out bool on) && on;

    [ThreadStatic]
    private static CallFaults? _onThisThread;

    private readonly Random _random = new(seed);
    private readonly Queue<int> _accepts = [];
    private bool _interruptedLast;

    /// <summary>The plan of the calling thread; null: no faults.</summary>
    internal static CallFaults? OnThisThread
    {
        get => _onThisThread;
        set => _onThisThread = value;
    }

    /// <summary>Percent of receives and sends that would block, though they would not.</summary>
    internal int WouldBlock { get; init; }

    /// <summary>Percent of calls that a signal interrupts; never two in a row.</summary>
    internal int Interrupted { get; init; }

    /// <summary>Percent of submissions to a ring, and of waits on it, that are refused as busy.</summary>
    internal int Busy { get; init; }

    /// <summary>What every submission and every wait fails with as long as it is not 0: asked each time, so that it may change.</summary>
    internal Func<int>? Enters { get; init; }

    /// <summary>Percent of receives and sends that move fewer bytes than they could.</summary>
    internal int Short { get; init; }

    /// <summary>The most that a shortened receive or send moves, in bytes.</summary>
    internal int ShortBytes { get; init; } = 3;

    /// <summary>Faults met so far.</summary>
    internal int Met { get; private set; }

    /// <summary>Makes the next accepts fail with these numbers, one each.</summary>
    internal void FailAccepts(params ReadOnlySpan<int> errnos)
    {
        foreach (int errno in errnos) _accepts.Enqueue(errno);
    }

    /// <summary>What an accept fails with; 0: it does not.</summary>
    internal int MeetAccept() => _accepts.TryDequeue(out int errno) ? Meet(errno) : Interrupts();

    /// <summary>What a receive or send fails with; 0: it does not, but may have been shortened.</summary>
    internal int MeetTransfer(ref int length)
    {
        if (Interrupts() is var interrupted and < 0) return interrupted;
        if (Draw(WouldBlock)) return Meet(Errno.EAGAIN);
        length = Shorten(length);
        return 0;
    }

    /// <summary>What a wait fails with; 0: it does not.</summary>
    internal int MeetWait() => Enters?.Invoke() is int errno and > 0 ? Meet(errno) : Draw(Busy) ? Meet(Errno.EBUSY) : Interrupts();

    /// <summary>What a submission without a wait fails with; 0: it does not.</summary>
    internal int MeetSubmission() => Enters?.Invoke() is int errno and > 0 ? Meet(errno) : Draw(Busy) ? Meet(Errno.EBUSY) : 0;

    /// <summary>The length that a transfer gets; at least 1.</summary>
    internal int Shorten(int length)
    {
        if (length <= 1 || !Draw(Short)) return length;
        Met++;
        return _random.Next(1, Math.Min(length, ShortBytes + 1));
    }

    private int Interrupts()
    {
        _interruptedLast = !_interruptedLast && Draw(Interrupted);
        return _interruptedLast ? Meet(Errno.EINTR) : 0;
    }

    private int Meet(int errno)
    {
        Met++;
        return -errno;
    }

    private bool Draw(int percent) => percent > 0 && _random.Next(100) < percent;
}
