namespace Sockeye.Load;

/// <summary>Which of a worker's clients has something to do next, and when: to connect, or to send. A client stands in it at most
/// once.</summary>
internal sealed class DueQueue(int clients)
{
    private readonly PriorityQueue<int, long> _queue = new(clients + 1);
    private readonly bool[] _stands = new bool[clients];

    internal bool IsEmpty => _queue.Count == 0;

    /// <summary>The earliest moment; never, where nothing is due at all.</summary>
    internal long Next => _queue.TryPeek(out _, out long due) ? due : Clock.Never;

    /// <summary>Puts a client in; one that stands in it already stays where it is.</summary>
    internal void Add(int slot, long due)
    {
        if (_stands[slot]) return;
        _stands[slot] = true;
        _queue.Enqueue(slot, due);
    }

    /// <summary>Takes the client that has been due for the longest out, if one is.</summary>
    internal bool TryTake(long now, out int slot)
    {
        if (!_queue.TryPeek(out slot, out long due) || due > now) return false;
        _queue.Dequeue();
        _stands[slot] = false;
        return true;
    }
}
