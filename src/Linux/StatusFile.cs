using System.Globalization;

namespace Sockeye.Linux;

/// <summary>The kernel's files of lines «name: number» about a process: proc_pid_status(5), proc_pid_smaps(5).</summary>
internal static class StatusFile
{
    /// <exception cref="IOException">The process has ended.</exception>
    internal static long Number(string file, string name)
    {
        string line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))
            ?? throw new IOException($"{file} has no {name} its process has ended");
        return long.Parse(line.Split(['\t', ' '], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
