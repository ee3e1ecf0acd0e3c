using System.Diagnostics;

namespace Sockeye.Lab;

/// <summary>Whether a process was held up for longer than a clock bears: at once, or little by little, since what passes through peer,
/// proxy and server waits for a core at each of them.</summary>
/// <param name="look">How often is looked.</param>
/// <param name="clock">How long the server's clocks are.</param>
internal sealed class HoldUps(TimeSpan look, TimeSpan clock)
{
    // The looks of one clock.
    private readonly Queue<long> _looks = [];

    /// <summary>Looks.</summary>
    /// <param name="now">The moment, by <see cref="Stopwatch"/>.</param>
    /// <returns>Whether so many looks as go into a clock took half as long again, or more.</returns>
    internal bool IsHeldUp(long now)
    {
        int looks = (int)(clock / look);
        _looks.Enqueue(now);
        if (_looks.Count > looks + 1) _looks.Dequeue();
        return Stopwatch.GetElapsedTime(_looks.Peek(), now) > look * (_looks.Count - 1) + clock / 2;
    }
}
