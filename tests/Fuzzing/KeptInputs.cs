using Sockeye.Fuzz;
using Sockeye.Tests.House;

namespace Sockeye.Tests.Fuzzing;

/// <summary>The inputs that are kept of a target: what reaches far into it (fuzz/corpus), and what has once broken it
/// (fuzz/regressions).</summary>
internal static class KeptInputs
{
    internal const string Corpus = "fuzz/corpus";
    internal const string Regressions = "fuzz/regressions";

    /// <summary>The files of a target in a folder.</summary>
    internal static string[] Of(Target target, string folder)
    {
        string path = Path.Combine(Repository.Root, folder, target.Name);
        return Directory.Exists(path) ? Directory.GetFiles(path) : [];
    }

    /// <summary>The targets that have a folder there.</summary>
    internal static IEnumerable<string> Targets(string folder) =>
        Directory.GetDirectories(Path.Combine(Repository.Root, folder)).Select(path => Path.GetFileName(path)!);
}
