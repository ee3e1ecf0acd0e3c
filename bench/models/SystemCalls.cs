using System.Diagnostics;
using System.Globalization;

namespace Sockeye.Bench;

/// <summary>
/// Counts the system calls of a process by perf(1). It costs each call a little, so it is never on while CPU is measured. The
/// counters run as long as a command that perf starts: a cat(1), whose echo says that they do.
/// </summary>
internal sealed class SystemCalls : IDisposable
{
    private readonly Process _perf;
    private readonly string _output = Path.GetTempFileName();

    private SystemCalls(int process)
    {
        string id = process.ToString(CultureInfo.InvariantCulture);
        string[] arguments = ["stat", "-x,", "-e", "raw_syscalls:sys_enter", "-o", _output, "-p", id, "--", "cat"];
        ProcessStartInfo start = new("perf", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _perf = Process.Start(start)!;
    }

    /// <summary>Starts counting; null where that is not possible.</summary>
    internal static SystemCalls? Start(int process)
    {
        if (CProgram.Find("perf") is null) return null;
        SystemCalls calls = new(process);
        if (calls.IsCounting()) return calls;
        calls.Dispose();
        return null;
    }

    /// <summary>Stops counting.</summary>
    /// <returns>How many there were; null where perf did not count.</returns>
    internal long? Stop()
    {
        _perf.StandardInput.Close();
        _perf.WaitForExit();
        string? counted = File.ReadLines(_output).FirstOrDefault(line => line.Contains("raw_syscalls", StringComparison.Ordinal));
        return long.TryParse(counted?.Split(',')[0], CultureInfo.InvariantCulture, out long calls) ? calls : null;
    }

    public void Dispose()
    {
        _perf.StandardInput.Close();
        _perf.WaitForExit();
        _perf.Dispose();
        File.Delete(_output);
    }

    private bool IsCounting()
    {
        try
        {
            _perf.StandardInput.WriteLine("counting");
            return _perf.StandardOutput.ReadLine() is "counting";
        }
        catch (IOException)
        {
            return false; // perf was refused, and has gone
        }
    }
}
