using System.CommandLine;
using Sockeye.Lab;

namespace Sockeye.Cli;

/// <summary>The trace of a <c>run</c>: kept in memory for the picture at its end where that fits a terminal, and in a file where one
/// was asked for.</summary>
internal sealed class RunTrace : IDisposable
{
    // What one picture can show, and one run may keep in memory: about 10 MB.
    private const long MostPings = 20_000;

    private readonly ParseResult _parsed;
    private readonly TraceFlag _flag;
    private readonly TraceRecorder? _file;
    private readonly MemoryStream _lines = new();

    internal RunTrace(ParseResult parsed, TraceFlag flag, Trial trial, bool draws)
    {
        (_parsed, _flag) = (parsed, flag);
        _file = flag.Start(parsed, trial.Model.Name, trial.Plan);
        bool fits = trial.Plan.Clients <= Lanes.Most && (long)trial.Plan.Clients * trial.Plan.Pings <= MostPings;
        Recorder = _file ?? (draws && fits ? TraceRecorder.Start(_lines, TraceHeader.Now(trial.Model.Name, trial.Plan)) : null);
    }

    /// <summary>Where to record; null for nowhere.</summary>
    internal TraceRecorder? Recorder { get; }

    /// <summary>The run is over: draws it, or says where the file is.</summary>
    internal void Show(TextWriter output, TextWriter told)
    {
        if (_file is not null)
        {
            _flag.End(_parsed, _file, told);
            return;
        }
        if (Recorder is null) return;
        Recorder.Dispose();
        using StreamReader lines = new(new MemoryStream(_lines.ToArray()));
        output.WriteLine();
        Lanes.Write(output, Gantt.Of(Trace.Read(lines), GanttBy.Client), width: null);
    }

    public void Dispose()
    {
        Recorder?.Dispose();
        _lines.Dispose();
    }
}
