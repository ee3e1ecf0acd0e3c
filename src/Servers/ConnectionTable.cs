using Sockeye.Linux;

namespace Sockeye.Servers;

/// <summary>
/// The connections of a reactor, each in a slot with a generation, by which the kernel names them to us. An answer to a
/// request of a slot's last user finds nobody: descriptors and slots are used again at once.
/// </summary>
internal sealed class ConnectionTable<T> where T : class
{
    private T?[] _items = new T?[64];
    private int[] _generations = new int[64];
    private readonly Stack<int> _free = [];
    private int _used;

    internal int Count { get; private set; }

    /// <summary>Slots that may be in use: those below this.</summary>
    internal int Slots => _used;

    internal T? this[int slot] => _items[slot];

    /// <summary>Puts it into a slot; returns a tag for it, without an operation.</summary>
    internal Tag Add(T item)
    {
        if (!_free.TryPop(out int slot))
        {
            slot = _used++;
            if (slot == _items.Length)
            {
                Array.Resize(ref _items, 2 * slot);
                Array.Resize(ref _generations, 2 * slot);
            }
        }
        _items[slot] = item;
        Count++;
        return new Tag(0, _generations[slot], slot);
    }

    /// <summary>Whom an answer is for; null where he has left.</summary>
    internal T? Find(Tag tag)
    {
        int slot = tag.Slot;
        return (uint)slot < (uint)_used && ((_generations[slot] ^ tag.Generation) & (Tag.Generations - 1)) == 0 ? _items[slot] : null;
    }

    internal void Remove(int slot)
    {
        _items[slot] = null;
        _generations[slot]++;
        _free.Push(slot);
        Count--;
    }
}
