using System.CommandLine;
using Sockeye.Lab;

namespace Sockeye.Cli;

/// <summary>The option <c>--account</c> of a server: what became of all its connections, in a file when it has stopped.</summary>
internal sealed class AccountFlag
{
    private readonly Option<string?> _file = new("--account")
    {
        Description = "When it has stopped, write what became of its connections to a file, as JSON: how many closed for which reason, and "
            + "what does not add up.",
        HelpName = "file",
    };

    internal void AddTo(Command command) => command.Options.Add(_file);

    /// <summary>What keeps account; null where nobody asked.</summary>
    internal ServerAccount? Keep(ParseResult parsed) => parsed.GetValue(_file) is null ? null : new();

    /// <summary>Opens the file, where somebody asked for one, and another one beside it.</summary>
    /// <exception cref="CommandFailure">One cannot be written (cannot start), or they are one (usage).</exception>
    internal WrittenFiles Open(ParseResult parsed, string? beside) => new(parsed.GetValue(_file), beside);

    /// <summary>Writes it, where somebody asked.</summary>
    /// <exception cref="CommandFailure">It cannot be written (a check failed).</exception>
    internal void Write(ParseResult parsed, AccountReport? account, WrittenFiles files)
    {
        if (account is null) return;
        files.Write(parsed.GetValue(_file), account.Write);
        files.Tell(TextWriter.Null);
    }
}
