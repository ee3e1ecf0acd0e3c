namespace Sockeye.Lab;

/// <summary>What is done to one connection.</summary>
/// <param name="ToServer">To what the client sends, in this order.</param>
/// <param name="ToClient">To what the server sends.</param>
internal sealed record Toxics(IReadOnlyList<Toxic> ToServer, IReadOnlyList<Toxic> ToClient)
{
    internal static Toxics None() => new([], []);
}
