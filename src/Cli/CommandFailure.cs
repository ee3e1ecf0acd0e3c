namespace Sockeye.Cli;

/// <summary>A verb cannot do what it was asked. The message, with the cure, goes to stderr without a stack trace.</summary>
internal sealed class CommandFailure(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    internal int ExitCode { get; } = exitCode;
}
