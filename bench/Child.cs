using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Sockeye.Bench;

/// <summary>A process on a core of its own: this program in another role, which ends when its stdin does, or another one.</summary>
internal sealed class Child : IDisposable
{
    private const string Taskset = "/usr/bin/taskset";

    // What a child may take for one answer: nothing here takes a tenth of it, and a server that hangs must not hang the rest.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    /// <summary>Starts this program in another role.</summary>
    /// <param name="core">The core that it is pinned to, where that is possible: see <see cref="Pins"/>.</param>
    /// <param name="role">The arguments that say what it is.</param>
    internal Child(int core, params string[] role)
        : this(core, Self(role))
    {
    }

    /// <summary>Starts a program.</summary>
    /// <param name="core">The core that it is pinned to, where that is possible; null for none.</param>
    /// <param name="launch">Which.</param>
    internal Child(int? core, Launch launch)
    {
        List<string> command = [launch.Program, .. launch.Arguments];
        if (Pins && core is { } pinned) command = [Taskset, "-c", pinned.ToString(CultureInfo.InvariantCulture), .. command];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach ((string name, string value) in launch.Environment) start.Environment[name] = value;
        _process = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
    }

    /// <summary>Whether processes get cores of their own: there are two, and taskset(1) is installed.</summary>
    internal static bool Pins { get; } = Environment.ProcessorCount >= 2 && File.Exists(Taskset);

    internal int Id => _process.Id;

    /// <summary>How this program is started in another role.</summary>
    internal static Launch Self(params string[] role)
    {
        // Started by the host («dotnet bench.dll»), the program is the host's first argument.
        bool hosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        return new Launch(Environment.ProcessPath!, hosted ? [Environment.GetCommandLineArgs()[0], .. role] : role);
    }

    internal string Read()
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        if (!line.Wait(Patience)) throw new TimeoutException($"A child process did not answer within {Patience.TotalSeconds} s.");
        return line.Result ?? throw new EndOfStreamException("A child process ended early.");
    }

    internal void Say(string line) => _process.StandardInput.WriteLine(line);

    /// <summary>In a child that serves: tells the parent where.</summary>
    internal static void SayPort(EndPoint? endPoint) => Console.WriteLine(((IPEndPoint)endPoint!).Port);

    /// <summary>In a child that serves: answers each line of the parent with the managed memory in use, until the parent ends it.</summary>
    internal static int AwaitEnd()
    {
        while (Console.ReadLine() is not null) Console.WriteLine(GC.GetTotalMemory(forceFullCollection: true));
        return 0;
    }

    /// <summary>Ends it at once: what it would still do for its connections is not of interest.</summary>
    internal void Kill()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000)) _process.Kill();
        _process.Dispose();
    }

    // A program of others may not notice that we have gone.
    private void KillAtExit(object? sender, EventArgs e) => _process.Kill();
}
