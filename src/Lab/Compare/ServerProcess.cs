using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Sockeye.Linux;

namespace Sockeye.Lab;

/// <summary>A server in a process of its own, from being ready until it is killed: what it would still do for its connections is
/// not of interest. It never outlives this object.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int LinesKept = 5;

    // Nothing here takes a tenth of it, and a server that hangs must not hang the rest.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private readonly Process _process;
    private readonly Queue<string> _said = [];
    private readonly TaskCompletionSource<int> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Action<string>? _heard;
    private readonly bool _mayFork;

    // Who is told its port is a command of somebody else's, and that may be a shell, or fork.
    private ServerProcess(Process process, bool mayFork, Action<string>? heard) =>
        (_process, _mayFork, _heard) = (process, mayFork, heard);

    internal IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    internal int Id => _process.Id;

    /// <summary>What it took so far.</summary>
    internal ServerBooks Books => new(Id, _mayFork);

    internal bool HasEnded => _process.HasExited;

    /// <summary>Starts one; it accepts when this returns.</summary>
    /// <param name="launch">The command.</param>
    /// <param name="cpu">The core that it is bound to; null for none.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <param name="heard">Who is told each line that it says, on any thread; null for nobody.</param>
    /// <exception cref="ServerFailedException">It does not start, ends, or does not accept.</exception>
    internal static async Task<ServerProcess> Start(
        ServerLaunch launch, int? cpu, CancellationToken stop, Action<string>? heard = null)
    {
        ProcessStartInfo start = new(launch.Program, launch.Arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in launch.Environment) start.Environment[name] = value;
        ServerProcess server = new(new Process { StartInfo = start }, mayFork: launch.Port is not null, heard);
        try
        {
            server.Begin(cpu);
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(Patience);
            int port = launch.Port is { } told
                ? await server.Accepting(told, patience.Token).ConfigureAwait(false)
                : await server.Listening(patience.Token).ConfigureAwait(false);
            server.EndPoint = new(IPAddress.Loopback, port);
            await patience.CancelAsync().ConfigureAwait(false);
            return server;
        }
        catch (Exception failure)
        {
            string said = server.Said;
            await server.DisposeAsync().ConfigureAwait(false);
            if (failure is not OperationCanceledException || stop.IsCancellationRequested) throw;
            throw new ServerFailedException($"it does not accept within {Patience.TotalSeconds:0} s{said}");
        }
    }

    /// <summary>Asks it to end by itself, and waits until it has, for as long as there is patience. Linux; elsewhere nothing.</summary>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>Its exit code; null where it has not ended.</returns>
    internal async Task<int?> End(CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux()) return null;
        if (!HasEnded) OtherProcess.Terminate(Id);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return HasEnded ? _process.ExitCode : null;
    }

    public ValueTask DisposeAsync()
    {
        try
        {
            // Its children, too: a command may have started some. With a limit it is not waited for the end of what they say: one that
            // has put itself into the background holds the pipe for as long as it likes.
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(Patience);
        }
        catch (InvalidOperationException)
        {
            Debug.WriteLine("It was never started.");
        }
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Its last words so far, behind a colon; empty where it said nothing.</summary>
    internal string Said
    {
        get
        {
            lock (_said) return _said.Count == 0 ? "" : $": {string.Join(" | ", _said)}";
        }
    }

    private void Begin(int? cpu)
    {
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        Exception? refused = null;
        // sched_setaffinity(2): a child inherits the cores of the thread that forks it. So a thread starts it that is bound itself.
        Thread starter = new(() =>
        {
            try
            {
                if (cpu is { } core) _ = CurrentThread.Pin(core);
                _process.Start();
            }
            catch (Exception failure)
            {
                refused = failure;
            }
        });
        starter.Start();
        starter.Join();
        if (refused is not null) throw new ServerFailedException(refused.Message);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        _heard?.Invoke(line);
        lock (_said)
        {
            _said.Enqueue(line);
            if (_said.Count > LinesKept) _said.Dequeue();
        }
        if (ListeningLine().Match(line) is { Success: true } match)
            _listening.TrySetResult(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    private async Task<int> Listening(CancellationToken stop)
    {
        Task ended = _process.WaitForExitAsync(stop);
        if (await Task.WhenAny(_listening.Task, ended).ConfigureAwait(false) == ended)
        {
            await ended.ConfigureAwait(false);
            throw Ended();
        }
        return await _listening.Task.ConfigureAwait(false);
    }

    private async Task<int> Accepting(int port, CancellationToken stop)
    {
        while (true)
        {
            if (_process.HasExited)
            {
                await _process.WaitForExitAsync(stop).ConfigureAwait(false);
                throw Ended();
            }
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), stop).ConfigureAwait(false);
                // connect(2) of a port that nobody listens on may meet itself, and succeed.
                if (!socket.LocalEndPoint!.Equals(socket.RemoteEndPoint)) return port;
            }
            catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
            {
                await Task.Delay(Look, stop).ConfigureAwait(false);
            }
        }
    }

    // Once it has exited and its last words are read.
    private ServerFailedException Ended() => new($"it ended with exit code {_process.ExitCode}{Said}");

    [GeneratedRegex(@"^Listening on 127\.0\.0\.1:(\d+)\b")]
    private static partial Regex ListeningLine();
}

/// <summary>A server does not start, or not as it should.</summary>
internal sealed class ServerFailedException(string message) : Exception(message);
