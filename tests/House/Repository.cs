namespace Sockeye.Tests.House;

/// <summary>The files of this repository, as the house tests read them.</summary>
internal static class Repository
{
    internal static readonly string Root = FindRoot();

    internal static readonly IReadOnlyList<string> Projects = ["Protocols", "Linux", "Servers", "Load", "Lab", "Cli"];

    /// <summary>Every file that is written by hand, by its path from the root with «/».</summary>
    internal static IEnumerable<string> Files =>
        Directory.EnumerateFiles(Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or ".git" or "artifacts" or "TestResults"));

    internal static IEnumerable<string> Sources => Files.Where(path => path.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>The comparison that was measured last, by its directory from the root.</summary>
    internal static string LatestComparison => Files.Where(path => path.StartsWith("docs/results/", StringComparison.Ordinal))
        .Where(path => path.EndsWith("/comparison.json", StringComparison.Ordinal)).Order().Last()[..^"/comparison.json".Length];

    internal static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    internal static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    internal static bool Exists(string path) => File.Exists(Path.Combine(Root, path));

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Sockeye.slnx"))) directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}
