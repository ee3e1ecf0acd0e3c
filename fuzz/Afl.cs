using SharpFuzz;

namespace Sockeye.Fuzz;

/// <summary>A target under afl-fuzz.</summary>
internal static class Afl
{
    // What reads bytes of others, and shows them.
    private static readonly string[] Assemblies = ["Sockeye.Protocols.dll", "Sockeye.Load.dll", "Sockeye.Lab.dll", "sockeye.dll"];

    /// <summary>Tries inputs in a process of its own, so that one which hangs, or ends it, is told as what it is, and the next one still
    /// runs.</summary>
    internal static int Run(Target target)
    {
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using MemoryStream input = new();
            stream.CopyTo(input);
            target.Check(input.ToArray());
        });
        return 0;
    }

    /// <summary>Makes the assemblies in a folder tell which way they take.</summary>
    internal static int Instrument(string folder)
    {
        foreach (string assembly in Assemblies) Fuzzer.Instrument(Path.Combine(folder, assembly), static _ => true, Options.Value);
        return 0;
    }
}
