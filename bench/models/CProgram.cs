using System.Diagnostics;

namespace Sockeye.Bench;

/// <summary>A C file of ours, compiled by whoever runs the benchmark.</summary>
internal static class CProgram
{
    /// <summary>Whether there is a C compiler, cc(1).</summary>
    internal static bool CanCompile { get; } = Find("cc") is not null;

    /// <summary>Compiles a source into a folder.</summary>
    /// <param name="source">Its name without «.c»; it lies beside this program.</param>
    /// <param name="folder">Where the program goes.</param>
    /// <param name="options">Further options of the compiler.</param>
    /// <returns>The program's path.</returns>
    /// <exception cref="InvalidOperationException">The compiler refused.</exception>
    internal static string Compile(string source, string folder, params string[] options)
    {
        string program = Path.Combine(folder, source);
        string[] arguments = ["-O2", "-o", program, Path.Combine(AppContext.BaseDirectory, source + ".c"), .. options];
        using Process compiler = Process.Start("cc", arguments);
        compiler.WaitForExit();
        return compiler.ExitCode == 0 ? program : throw new InvalidOperationException($"cc does not compile {source}.c.");
    }

    /// <summary>Where a program is, if it is installed.</summary>
    internal static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
