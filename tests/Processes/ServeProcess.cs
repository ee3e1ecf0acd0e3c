using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace Sockeye.Tests.Processes;

/// <summary>The command <c>sockeye serve</c> in a process of its own: for what touches a whole process, its limits and
/// its signals.</summary>
internal sealed partial class ServeProcess : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly List<string> _lines = [];

    internal ServeProcess(string model, params string[] options)
        : this("env", [], model, options) { }

    /// <summary>Through a command that sets up the process and then becomes it.</summary>
    internal ServeProcess(string through, string[] settings, string model, params string[] options)
    {
        string[] anyPort = options.Contains("--port") ? [] : ["--port", "0"];
        _process = Process.Start(new ProcessStartInfo(through, [.. settings, .. Command, "serve", model, .. anyPort, .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            _process.OutputDataReceived += (_, line) => Keep(line.Data);
            _process.ErrorDataReceived += (_, line) => Keep(line.Data);
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            Servers.Until.True(() => Lines.Any(line => Listening().IsMatch(line)), Deadline, state: () => string.Join(" | ", Lines));
            Match listening = Listening().Match(Lines.First(line => Listening().IsMatch(line)));
            int port = int.Parse(listening.Groups[1].Value, CultureInfo.InvariantCulture);
            EndPoint = new IPEndPoint(IPAddress.Loopback, port);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What starts the command.</summary>
    internal static string[] Command { get; } =
    [
        Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet",
        Path.Combine(AppContext.BaseDirectory, "sockeye.dll"),
    ];

    internal IPEndPoint EndPoint { get; }

    /// <summary>What it printed so far, on both streams.</summary>
    internal IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines) return _lines.ToArray();
        }
    }

    internal int Id => _process.Id;

    internal TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The number that its next descriptor gets, and so the limit under which it gets none: RLIMIT_NOFILE is one more than the
    /// highest number, and not a count (getrlimit(2)). The least of some looks, since the runtime opens a file now and then.</summary>
    internal int NextDescriptor => Enumerable.Range(0, 50).Min(_ =>
    {
        HashSet<string> open = [.. Directory.GetFiles($"/proc/{Id}/fd").Select(path => Path.GetFileName(path))];
        return Enumerable.Range(0, open.Count + 1).First(number => !open.Contains($"{number}"));
    });

    internal void Terminate() => Run("kill", "-TERM", $"{Id}");

    /// <summary>Makes it stand still, until it is told to go on.</summary>
    internal void Pause() => Run("kill", "-STOP", $"{Id}");

    internal void Continue() => Run("kill", "-CONT", $"{Id}");

    /// <summary>Ends it as the kernel does: it has no say.</summary>
    internal void Kill()
    {
        Run("kill", "-KILL", $"{Id}");
        _process.WaitForExit();
    }

    /// <summary>Sets its limit on open files (soft), as long as it runs.</summary>
    internal void LimitDescriptors(int limit) => Run("prlimit", "--pid", $"{Id}", $"--nofile={limit}:");

    /// <summary>Lets it start no further thread; through a command that becomes its user, as who it is not may not do that.</summary>
    internal void DenyThreads(string through, params string[] settings) =>
        Run(through, [.. settings, "prlimit", "--pid", $"{Id}", "--nproc=1:"]);

    internal int ExitCode(TimeSpan within)
    {
        Assert.True(_process.WaitForExit(within), $"It did not exit: {string.Join(" | ", Lines)}");
        // Without a time it also waits for the last lines.
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>What a server that cannot start says of it: nothing on its output, a line on its errors, and the exit code for that.
    /// Skips where the command that it is started through cannot start anything.</summary>
    internal static string CannotStart(string[] through, params string[] options)
    {
        using Process process = Process.Start(new ProcessStartInfo(through[0], [.. through[1..], .. Command, "serve", .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Deadline))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
        Assert.SkipWhen(process.ExitCode is 126 or 127, $"the command cannot be started under {through[0]}: {error.Result.Trim()}");
        Assert.Equal((4, ""), (process.ExitCode, output.Result));
        return error.Result.TrimEnd('\n');
    }

    /// <summary>Whether a command is there.</summary>
    internal static bool Has(string command) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, command)));

    public void Dispose()
    {
        // The command that it was started through may have stayed its parent.
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static void Run(string command, params string[] arguments)
    {
        using Process process = Process.Start(command, arguments);
        Assert.True(process.WaitForExit(Deadline), $"{command} hangs.");
        Assert.Equal(0, process.ExitCode);
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_lines) _lines.Add(line);
    }

    [GeneratedRegex(@"^Listening on .*:(\d+) \(")]
    private static partial Regex Listening();
}
