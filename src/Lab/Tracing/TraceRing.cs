using System.Runtime.InteropServices;

namespace Sockeye.Lab;

/// <summary>
/// A queue of events in memory that is taken once: many threads put, one takes. Nobody ever waits: what does not fit is left
/// out, and counted. Each place carries the number of the round in which it may be written, or read, so that a reader never sees
/// half an event.
/// </summary>
internal sealed class TraceRing
{
    private readonly Place[] _places;
    private readonly long _mask;
    private Padded _tail;
    private Padded _head;
    private Padded _dropped;

    /// <param name="capacity">How many events it holds; a power of two.</param>
    internal TraceRing(int capacity)
    {
        _places = new Place[capacity];
        _mask = capacity - 1;
        for (int i = 0; i < capacity; i++) _places[i].Turn = i;
    }

    /// <summary>How many events did not fit.</summary>
    internal long Dropped => Volatile.Read(ref _dropped.Value);

    internal void Put(in TraceEvent happened)
    {
        long at = Volatile.Read(ref _tail.Value);
        while (true)
        {
            ref Place place = ref _places[at & _mask];
            long turn = Volatile.Read(ref place.Turn);
            if (turn < at)
            {
                Interlocked.Increment(ref _dropped.Value);
                return;
            }
            long seen = turn == at ? Interlocked.CompareExchange(ref _tail.Value, at + 1, at) : Volatile.Read(ref _tail.Value);
            if (turn == at && seen == at)
            {
                place.Event = happened;
                Volatile.Write(ref place.Turn, at + 1);
                return;
            }
            at = seen;
        }
    }

    /// <summary>Takes the oldest event. By one thread.</summary>
    internal bool TryTake(out TraceEvent happened)
    {
        ref Place place = ref _places[_head.Value & _mask];
        if (Volatile.Read(ref place.Turn) != _head.Value + 1)
        {
            happened = default;
            return false;
        }
        happened = place.Event;
        Volatile.Write(ref place.Turn, _head.Value + _places.Length);
        _head.Value++;
        return true;
    }

    private struct Place
    {
        internal long Turn;
        internal TraceEvent Event;
    }

    // Counters that different threads write stand on cache lines of their own.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Padded
    {
        [FieldOffset(64)]
        internal long Value;
    }
}
