using System.Buffers;
using System.Text;
using Sockeye.Lab;

namespace Sockeye.Cli;

/// <summary>The forms in which a trace is drawn, by their names.</summary>
internal static class TraceFormats
{
    /// <summary>The names; the first is the default.</summary>
    internal static IReadOnlyList<string> Names { get; } = ["text", "svg", "chrome", "html"];

    internal static void Write(string? format, Trace trace, GanttBy by, TextWriter output, int? width)
    {
        switch (format ?? Names[0])
        {
            case "svg":
                GanttSvg.Write(Gantt.Of(trace, by), output);
                break;
            case "html":
                TracePage.Write(trace, output);
                break;
            case "chrome":
                ArrayBufferWriter<byte> json = new();
                GanttChrome.Write(Gantt.Of(trace, by), json);
                output.WriteLine(Encoding.UTF8.GetString(json.WrittenSpan));
                break;
            default:
                Lanes.Write(output, Gantt.Of(trace, by), width);
                break;
        }
    }
}
