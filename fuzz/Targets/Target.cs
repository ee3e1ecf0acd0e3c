namespace Sockeye.Fuzz;

/// <summary>A place where bytes of others come in, and what holds there whatever they are: more than that nothing crashes.</summary>
/// <param name="Name">Its name on the command line, and of its folders of inputs.</param>
/// <param name="Check">Takes an input and says in a word what came of it; throws where a property does not hold.</param>
/// <param name="Seeds">Inputs to begin with.</param>
internal sealed record Target(string Name, Func<byte[], string> Check, Func<IEnumerable<byte[]>> Seeds)
{
    /// <summary>The longest seed, in bytes: what is found in a short input is found sooner, and understood.</summary>
    internal const int LongestSeed = 512;

    public override string ToString() => Name;
}
