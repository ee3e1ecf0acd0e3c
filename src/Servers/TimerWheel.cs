using System.Diagnostics;
using System.Numerics;

namespace Sockeye.Servers;

/// <summary>What can be put into a <see cref="TimerWheel{T}"/>: it knows when it is due, and holds the wheel's link.</summary>
internal interface ITimed<T> where T : class, ITimed<T>
{
    /// <summary>When it is due, in milliseconds of <see cref="Clocks.Now"/>; <see cref="Clocks.Never"/> for not at all.</summary>
    long Deadline { get; }

    ref TimerLink<T> Timer { get; }
}

/// <summary>The place of an item in a wheel.</summary>
internal struct TimerLink<T> where T : class
{
    internal T? Next;
    internal T? Previous;
    internal long Tick;
}

/// <summary>
/// The clocks of a loop's connections: a coarse wheel, lazy, so that a deadline which moves further away costs nothing. An
/// item lies in the slot of the first deadline that it had; when that comes, it is asked again. One thread.
/// </summary>
internal sealed class TimerWheel<T> where T : class, ITimed<T>
{
    /// <summary>How coarse it is, in milliseconds: an item is due up to this much late, never early.</summary>
    internal const int TickMilliseconds = 16;

    // A power of two. Deadlines further away than all slots lie in the furthest one, and are asked again from there.
    private const int Slots = 512;

    private readonly T?[] _slots = new T?[Slots];
    private readonly ulong[] _occupied = new ulong[Slots / 64];
    private long _tick;

    internal TimerWheel(long now) => _tick = now / TickMilliseconds;

    /// <summary>How many items lie in it.</summary>
    internal int Count { get; private set; }

    /// <summary>Takes note of an item's deadline, if it has one that comes before the one it lies at.</summary>
    internal void Schedule(T item)
    {
        long deadline = item.Deadline;
        if (deadline == Clocks.Never) return;
        // Rounded up: in its tick, the deadline has passed.
        long tick = Math.Clamp(deadline / TickMilliseconds + 1, _tick + 1, _tick + Slots - 1);
        ref TimerLink<T> link = ref item.Timer;
        if (link.Tick != 0)
        {
            if (link.Tick <= tick) return;
            Remove(item);
        }
        link.Tick = tick;
        ref T? head = ref _slots[tick % Slots];
        link.Next = head;
        if (head is not null) head.Timer.Previous = item;
        head = item;
        _occupied[tick % Slots / 64] |= 1UL << (int)(tick % 64);
        Count++;
    }

    internal void Remove(T item)
    {
        ref TimerLink<T> link = ref item.Timer;
        if (link.Tick == 0) return;
        int slot = (int)(link.Tick % Slots);
        if (link.Previous is { } previous) previous.Timer.Next = link.Next;
        else _slots[slot] = link.Next;
        if (link.Next is { } next) next.Timer.Previous = link.Previous;
        if (_slots[slot] is null) _occupied[slot / 64] &= ~(1UL << (slot % 64));
        link = default;
        Count--;
    }

    /// <summary>Takes out an item that is due; null when there is none left. Items whose deadline has moved are put back. The time never
    /// goes back.</summary>
    internal T? TakeDue(long now)
    {
        long last = now / TickMilliseconds;
        Debug.Assert(last >= _tick);
        for (; _tick <= last; _tick++)
        {
            while (_slots[_tick % Slots] is { } item)
            {
                Remove(item);
                if (item.Deadline <= now) return item;
                Schedule(item);
            }
            if (Count == 0) _tick = last;
        }
        _tick = last;
        return null;
    }

    /// <summary>When a loop must look again; <see cref="Clocks.Never"/> where nothing is scheduled.</summary>
    internal long NextAt => Count == 0 ? Clocks.Never : NextOccupied() * TickMilliseconds;

    private long NextOccupied()
    {
        int start = (int)(_tick % Slots);
        for (int i = 0; i <= Slots / 64; i++)
        {
            int word = (start / 64 + i) % (Slots / 64);
            ulong bits = _occupied[word];
            if (i == 0) bits &= ulong.MaxValue << (start % 64);
            if (i == Slots / 64) bits &= ~(ulong.MaxValue << (start % 64));
            if (bits == 0) continue;
            int slot = word * 64 + BitOperations.TrailingZeroCount(bits);
            return _tick + (slot - start + Slots) % Slots;
        }
        Debug.Fail("Count says that an item lies in it.");
        return _tick;
    }
}
