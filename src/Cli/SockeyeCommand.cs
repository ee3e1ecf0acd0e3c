using System.CommandLine;
using System.CommandLine.Parsing;

namespace Sockeye.Cli;

/// <summary>The command <c>sockeye</c>: its verbs, and what is common to them: usage errors, failures, the help.</summary>
internal static class SockeyeCommand
{
    /// <summary>Parses and runs one command line.</summary>
    /// <param name="args">The arguments, without the command's own name.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where progress, logs and errors go.</param>
    /// <param name="stop">Asks the verb to finish; it is the token that a verb's action gets.</param>
    /// <param name="abort">Asks it to finish at once.</param>
    /// <returns>The exit code.</returns>
    internal static async Task<int> Run(
        string[] args, TextWriter output, TextWriter error, CancellationToken stop = default, CancellationToken abort = default)
    {
        ParseResult parsed = Create(abort).Parse(args);
        if (parsed.Errors.Count > 0) return Refuse(parsed, error, parsed.Errors.Select(problem => problem.Message));
        string[] nameless = [.. Nameless(parsed)];
        if (nameless.Length > 0) return Refuse(parsed, error, nameless);

        InvocationConfiguration invocation = new()
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            // The parser would end the process 2 s after a signal, in the middle of a drain: the signals are our own.
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(invocation, stop);
        }
        catch (CommandFailure failure)
        {
            await error.WriteLineAsync($"sockeye: {failure.Message}");
            return failure.ExitCode;
        }
    }

    private static RootCommand Create(CancellationToken abort)
    {
        RootCommand root = new(
            "See, measure and ship the TCP server model you need. " +
            $"Results go to stdout, progress and logs to stderr. {ExitCodes.Summary}")
        {
            HelpName = "sockeye",
        };
        root.SetAction(LessonCommand.Run);
        root.Subcommands.Add(ServeCommand.Create(abort));
        root.Subcommands.Add(ClientCommand.Create());
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(CompareCommand.Create());
        root.Subcommands.Add(SoakCommand.Create());
        root.Subcommands.Add(CalibrateCommand.Create());
        root.Subcommands.Add(SweepCommand.Create());
        root.Subcommands.Add(ReportCommand.Create());
        root.Subcommands.Add(MergeCommand.Create());
        root.Subcommands.Add(TraceCommand.Create());
        root.Subcommands.Add(ModelsCommand.Create());
        return root;
    }

    // What a script's unset variable leaves: no file has an empty name.
    private static IEnumerable<string> Nameless(ParseResult parsed) => parsed.CommandResult.Children
        .Where(result => result.Tokens.Any(token => token.Value.Length == 0))
        .Select(result => result switch
        {
            OptionResult { Option: { HelpName: "file" or "directory" or "path" } option } => $"{option.Name}: a name is missing",
            ArgumentResult { Argument.Name: "files" } => "files: a name is empty",
            _ => "",
        })
        .Where(problem => problem.Length > 0);

    private static int Refuse(ParseResult parsed, TextWriter error, IEnumerable<string> problems)
    {
        foreach (string problem in problems) error.WriteLine($"sockeye: {problem}");
        string verb = parsed.CommandResult.Command is RootCommand ? "" : $"{parsed.CommandResult.Command.Name} ";
        error.WriteLine($"Try: sockeye {verb}--help");
        return ExitCodes.Usage;
    }
}
