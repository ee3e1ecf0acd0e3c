using System.CommandLine;
using System.Net;
using Sockeye.Lab;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>The trace of a <c>run</c>: kept in memory for the picture at its end where that fits a terminal, and in a file where one
/// was asked for.</summary>
internal sealed class RunTrace : IDisposable
{
    // What one picture can show, and one run may keep in memory: about 10 MB.
    private const long MostPings = 20_000;

    private readonly ParseResult _parsed;
    private readonly TraceFlag _flag;
    private readonly WrittenFiles _files;
    private readonly TraceRecorder? _file;
    private readonly bool _wants;
    private readonly bool _draws;
    private readonly MemoryStream _lines = new();

    internal RunTrace(ParseResult parsed, TraceFlag flag, Trial trial, bool draws)
    {
        (_parsed, _flag) = (parsed, flag);
        // The port is not known before the server listens.
        ClientPlan plan = trial.Plan with { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) };
        _files = new(flag.Path(parsed));
        _file = flag.Prepare(parsed, _files, trial.Model.Name, plan);
        flag.Begin(parsed, _files, _file);
        _wants = draws;
        _draws = draws && plan.Clients <= Lanes.Most && (long)plan.Clients * plan.Pings <= MostPings;
        Recorder = _file ?? (_draws ? TraceRecorder.Start(_lines, TraceHeader.Now(trial.Model.Name, plan)) : null);
    }

    /// <summary>Where to record; null for nowhere.</summary>
    internal TraceRecorder? Recorder { get; }

    /// <summary>The run is over: draws it where it fits, and says where the file is.</summary>
    internal void Show(TextWriter output, TextWriter told)
    {
        Recorder?.Dispose();
        if (_draws && _file?.Fault is null)
        {
            using StreamReader lines = _file is null ? new(new MemoryStream(_lines.ToArray())) : new(_flag.Path(_parsed)!);
            output.WriteLine();
            Lanes.Write(output, Gantt.Of(Trace.Read(lines), GanttBy.Client), width: null);
        }
        if (_wants && !_draws)
        {
            told.WriteLine(
                $"No timeline: up to {Lanes.Most} clients and {MostPings:N0} pings fit one here. "
                    + $"{(_file is null ? "With --trace FILE, then" : "As a page:")} sockeye trace FILE --format html.");
        }
        if (_file is not null) _flag.End(_parsed, _file, told);
    }

    public void Dispose()
    {
        Recorder?.Dispose();
        _files.Dispose();
        _lines.Dispose();
    }
}
