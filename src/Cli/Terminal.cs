namespace Sockeye.Cli;

/// <summary>Whether a writer ends at somebody's eyes: only there may a line be rewritten.</summary>
internal static class Terminal
{
    internal static bool Is(TextWriter writer) =>
        Environment.GetEnvironmentVariable("TERM") != "dumb"
        && ((writer == Console.Error && !Console.IsErrorRedirected) || (writer == Console.Out && !Console.IsOutputRedirected));
}
