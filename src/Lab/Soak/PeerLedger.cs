namespace Sockeye.Lab;

/// <summary>What became of the peers' lives, each counted once; safe for many threads.</summary>
internal sealed class PeerLedger
{
    private const int MostWrongs = 10;

    private readonly long[] _outcomes = new long[Enum.GetValues<Outcome>().Length];
    private readonly List<string> _wrongs = [];
    private long _begun;
    private long _connecting;
    private long _connected;
    private long _verified;
    private long _heldUp;
    private long _holdUps;
    private volatile TaskCompletionSource _nextLook = NewLook();

    internal long Begun => Interlocked.Read(ref _begun);

    /// <summary>Connects to the server that were tried, by peers and by their proxies.</summary>
    internal long Connecting => Interlocked.Read(ref _connecting);

    /// <summary>Those of them that came about: the kernel has them, and the server must accept them.</summary>
    internal long Connected => Interlocked.Read(ref _connected);

    /// <summary>Bytes of answers that came and were right.</summary>
    internal long Verified => Interlocked.Read(ref _verified);

    /// <summary>Connections that ended in the middle: by the peer's will or by a toxic.</summary>
    internal long Killed => this[Outcome.Left] + this[Outcome.Reset] + this[Outcome.Vanished] + this[Outcome.Cut];

    /// <summary>What was wrong, of the first that were.</summary>
    internal IReadOnlyList<string> Wrongs
    {
        get
        {
            lock (_wrongs) return _wrongs.ToArray();
        }
    }

    internal long this[Outcome outcome] => Interlocked.Read(ref _outcomes[(int)outcome]);

    internal void Begin() => Interlocked.Increment(ref _begun);

    internal void Connects() => Interlocked.Increment(ref _connecting);

    internal void HasConnected() => Interlocked.Increment(ref _connected);

    /// <summary>Adds the connects of a proxy.</summary>
    internal void Forward((long Tried, long Made) connects)
    {
        Interlocked.Add(ref _connecting, connects.Tried);
        Interlocked.Add(ref _connected, connects.Made);
    }

    /// <summary>Whoever watches over this process has looked: was it held up until now, for longer than the clocks bear?</summary>
    internal void Looked(long now, bool heldUp)
    {
        if (heldUp)
        {
            Interlocked.Exchange(ref _heldUp, now);
            Interlocked.Increment(ref _holdUps);
        }
        TaskCompletionSource look = _nextLook;
        _nextLook = NewLook();
        look.SetResult();
    }

    /// <summary>The next look: until then it is not known whether this process is held up.</summary>
    internal Task NextLook => _nextLook.Task;

    /// <summary>How often it was.</summary>
    internal long HoldUps => Interlocked.Read(ref _holdUps);

    /// <summary>Whether it was since a moment.</summary>
    internal bool WasHeldUpSince(long moment) => Interlocked.Read(ref _heldUp) >= moment;

    internal void Verify(int bytes) => Interlocked.Add(ref _verified, bytes);

    internal void End(Outcome outcome) => Interlocked.Increment(ref _outcomes[(int)outcome]);

    internal void EndWrong(string what)
    {
        End(Outcome.Wrong);
        lock (_wrongs)
        {
            if (_wrongs.Count < MostWrongs) _wrongs.Add(what);
        }
    }

    private static TaskCompletionSource NewLook() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
