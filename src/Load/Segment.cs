namespace Sockeye.Load;

/// <summary>A part of a plan that several processes carry together: of its clients those whose number leaves
/// <paramref name="Index"/> when divided by <paramref name="Count"/>. Each keeps the number, the rate and the schedule that it
/// has in the whole.</summary>
/// <param name="Index">Which part, from 0.</param>
/// <param name="Count">Of how many; 1 is the whole plan.</param>
public readonly record struct Segment(int Index, int Count)
{
    /// <summary>The whole plan: 0/1.</summary>
    public static Segment Whole => new(0, 1);

    /// <summary>As it is written: <c>0/1</c>.</summary>
    /// <returns>Index, stroke, count.</returns>
    public override string ToString() => $"{Index}/{Count}";

    internal bool Has(int client) => client % Count == Index;
}
