using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Sockeye.Bench;

/// <summary>A process of this program in another role, on a core of its own: it ends when its stdin does.</summary>
internal sealed class Child : IDisposable
{
    private const string Taskset = "/usr/bin/taskset";
    private readonly Process _process;

    /// <summary>Starts one.</summary>
    /// <param name="core">The core that it is pinned to, where that is possible: see <see cref="Pins"/>.</param>
    /// <param name="role">The arguments that say what it is.</param>
    internal Child(int core, params string[] role)
    {
        // Started by the host («dotnet bench.dll»), the program is the host's first argument.
        bool hosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        List<string> command = [Environment.ProcessPath!, .. role];
        if (hosted) command.Insert(1, Environment.GetCommandLineArgs()[0]);
        if (Pins) command = [Taskset, "-c", core.ToString(CultureInfo.InvariantCulture), .. command];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
    }

    /// <summary>Whether processes get cores of their own: there are two, and taskset(1) is installed.</summary>
    internal static bool Pins { get; } = Environment.ProcessorCount >= 2 && File.Exists(Taskset);

    /// <summary>User and system time so far, in steps of the kernel's clock tick (10 ms).</summary>
    internal TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    internal string Read() => _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("A child process ended early.");

    internal void Say(string line) => _process.StandardInput.WriteLine(line);

    /// <summary>In a child that serves: tells the parent where.</summary>
    internal static void SayPort(EndPoint? endPoint) => Console.WriteLine(((IPEndPoint)endPoint!).Port);

    /// <summary>In a child that serves: answers each line of the parent with the managed memory in use, until the parent ends it.</summary>
    internal static int AwaitEnd()
    {
        while (Console.ReadLine() is not null) Console.WriteLine(GC.GetTotalMemory(forceFullCollection: true));
        return 0;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000)) _process.Kill();
        _process.Dispose();
    }
}
