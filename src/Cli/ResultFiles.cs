using System.CommandLine;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>Result files as arguments of a verb.</summary>
internal static class ResultFiles
{
    internal static Argument<string[]> Argument(int least) => new("files")
    {
        Description = "Result files, as client -o writes them.",
        Arity = new ArgumentArity(least, 1000),
    };

    /// <exception cref="CommandFailure">The file cannot be read, or is no result (usage).</exception>
    internal static LoadReport Read(string path)
    {
        try
        {
            return LoadReport.Read(File.ReadAllText(path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new CommandFailure(ExitCodes.Usage, $"{Escaped.Text(path)}: {FileFailure.Reason(path, unreadable)}", unreadable);
        }
    }
}
