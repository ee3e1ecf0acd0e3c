using System.Diagnostics;
using Sockeye.Linux;

namespace Sockeye.Lab;

/// <summary>Watches a server while a run lasts.</summary>
internal sealed class ServerWatch : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private const int LooksAtMost = 100;
    private const long QuietNanoseconds = 500_000;

    // Of a server with thousands of threads the search takes its time, which the clients' core may miss.
    private const double MostSearchShare = 0.05;

    private readonly ServerBooks _books;
    private readonly EndedProcesses _ended;
    private readonly long _cpu;
    private readonly ContextSwitches _switches;
    private readonly ManualResetEventSlim _end = new();
    private readonly HashSet<int> _seen = [];
    private readonly Thread _looker;
    private IReadOnlyList<int> _processes = [];
    private long _searched;
    private TimeSpan _searchTook;
    private int _threads;

    private ServerWatch(ServerBooks books)
    {
        _books = books;
        Search();
        _threads = ServerBooks.Threads(_processes);
        // A thread of its own that sleeps: one of the pool spins for a while when its work is done, on the clients' core.
        _looker = new(LookOn) { IsBackground = true, Name = "server watch" };
        _switches = ContextSwitches.Of(_processes);
        _ended = books.Ended(_processes);
        _cpu = ServerBooks.CpuNanoseconds(_processes, _ended);
    }

    /// <summary>Begins; null where the system does not tell about other processes.</summary>
    internal static ServerWatch? Begin(ServerBooks books)
    {
        if (!books.AreTold) return null;
        ServerWatch watch = new(books);
        watch._looker.Start();
        return watch;
    }

    /// <summary>Waits until a server is done with what it has been told: with connections that have gone, with compiling.</summary>
    internal static Task AwaitQuiet(int process, CancellationToken stop) => AwaitQuiet(new ServerBooks(process, mayFork: false), stop);

    /// <summary>The same, with all that it has started.</summary>
    internal static async Task AwaitQuiet(ServerBooks books, CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux()) return;
        long last = books.CpuNanoseconds();
        for (int look = 0; look < LooksAtMost; look++)
        {
            await Task.Delay(Look, stop).ConfigureAwait(false);
            long now = books.CpuNanoseconds();
            if (now - last < QuietNanoseconds) return;
            last = now;
        }
    }

    /// <summary>Ends it.</summary>
    internal ServerUsage End()
    {
        IReadOnlyList<int> left = _books.Processes();
        EndedProcesses ended = _books.Ended(left);
        long cpu = ServerBooks.CpuNanoseconds(left, ended) - _cpu;
        long switches = ContextSwitches.Of(left).Since(_switches);
        StopLooking();
        bool hasEnded = ended != _ended || _seen.Except(left).Any();
        return new(cpu, hasEnded ? null : switches, _threads, _books.ResidentBytes());
    }

    public void Dispose()
    {
        StopLooking();
        _end.Dispose();
    }

    private void StopLooking()
    {
        _end.Set();
        _looker.Join();
    }

    private void LookOn()
    {
        while (!_end.Wait(Look))
        {
            try
            {
                if (Stopwatch.GetElapsedTime(_searched) * MostSearchShare > _searchTook) Search();
                _threads = Math.Max(_threads, ServerBooks.Threads(_processes));
            }
            catch (IOException)
            {
                return; // it has ended: whoever asks for the figures is told
            }
        }
    }

    private void Search()
    {
        long began = Stopwatch.GetTimestamp();
        _processes = _books.Processes();
        _seen.UnionWith(_processes);
        _searched = Stopwatch.GetTimestamp();
        _searchTook = Stopwatch.GetElapsedTime(began, _searched);
    }
}
