namespace Sockeye.Bench;

/// <summary>A program, its arguments and what it finds in its environment besides ours.</summary>
internal sealed record Launch(string Program, IReadOnlyList<string> Arguments)
{
    internal IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
