namespace Sockeye.Fuzz;

/// <summary>Every place where bytes of others come in.</summary>
internal static class TargetCatalog
{
    /// <summary>What a connection carries, read at once: framings, protocols, and the client's replies.</summary>
    internal static IReadOnlyList<Target> Parsers { get; } = [.. FramingTargets.All, .. ProtocolTargets.AtOnce];

    internal static IReadOnlyList<Target> All { get; } = [.. Parsers, ProtocolTargets.Later, .. FileTargets.All, .. TextTargets.All];

    internal static Target? Find(string name) => All.FirstOrDefault(target => target.Name == name);
}
