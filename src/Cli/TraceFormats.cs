using Sockeye.Lab;

namespace Sockeye.Cli;

/// <summary>The forms in which a trace is drawn, by their names.</summary>
internal static class TraceFormats
{
    /// <summary>The names; the first is the default.</summary>
    internal static IReadOnlyList<string> Names { get; } = ["text"];

    internal static void Write(string? format, Trace trace, GanttBy by, TextWriter output, int? width)
    {
        switch (format ?? Names[0])
        {
            default:
                Lanes.Write(output, Gantt.Of(trace, by), width);
                break;
        }
    }
}
