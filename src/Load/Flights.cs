namespace Sockeye.Load;

/// <summary>The pings of one client that are not answered, oldest first: as many as may be in flight at a time, and no memory for
/// more.</summary>
internal struct Flights(int depth)
{
    private readonly Flight[] _ring = new Flight[depth];
    private int _oldest;

    internal int Count { get; private set; }

    internal readonly bool IsFull => Count == _ring.Length;

    /// <summary>One of them, counted from the oldest.</summary>
    internal readonly ref Flight this[int index]
    {
        get
        {
            int place = _oldest + index;
            return ref _ring[place < _ring.Length ? place : place - _ring.Length];
        }
    }

    internal void Add(in Flight flight) => this[Count++] = flight;

    /// <summary>Takes the oldest one out, if there is one.</summary>
    internal bool TryTake(out Flight oldest)
    {
        oldest = _ring[_oldest];
        if (Count == 0) return false;
        Count--;
        _oldest = _oldest + 1 < _ring.Length ? _oldest + 1 : 0;
        return true;
    }
}

/// <summary>A ping that is not answered.</summary>
/// <param name="Intended">When it should have been written.</param>
/// <param name="Written">When it was.</param>
/// <param name="Lag">How much of the difference is the client's own fault: its connection was free.</param>
internal readonly record struct Flight(long Intended, long Written, long Lag);
