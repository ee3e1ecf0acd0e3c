using Sockeye.Linux;

namespace Sockeye.Load;

/// <summary>One run of a plan: its workers, what they share, and the result that is made of what they recorded.</summary>
internal sealed class LoadRun : IProgressSource
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly ClientPlan _plan;
    private readonly Client[] _clients;
    private readonly Worker[] _workers;
    private readonly IntervalCollector _intervals;
    private readonly SelfWatch _self;
    private readonly LoadProgress? _progress;
    private readonly Transport _transport;
    private readonly long _started;
    private readonly object _working = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Timeline? _timeline;
    private volatile bool _cancelled;
    private volatile bool _over;
    private Exception? _fault;
    private int _notReady;
    private int _inWindow;
    private int _began;
    private int _endedWindow;
    private int _running;

    internal LoadRun(ClientPlan plan, ClientObserver? observer, LoadProgress? progress)
    {
        _plan = plan;
        _progress = progress;
        _transport = TransportChoice.Of(plan.Transport);
        _clients = [.. plan.OwnClients.Select(client => new Client(client, plan))];
        _notReady = _clients.Length;
        int workers = Math.Min(plan.Workers, _clients.Length);
        _running = _inWindow = workers;
        _intervals = new(workers);
        _self = new(usesPool: _transport == Transport.Async);
        Log = new(plan, observer, Cancel);
        _started = Clock.Now;
        if (!plan.HasBarrier) _timeline = Timeline.Of(plan, _started);
        _workers = NewWorkers(workers);
    }

    public LoadPhase Phase
    {
        get
        {
            if (_over) return LoadPhase.Ended;
            long now = Clock.Now;
            return _timeline is not { } timeline ? LoadPhase.Connecting
                : now < timeline.Measure ? LoadPhase.WarmUp
                : now < timeline.End ? LoadPhase.Measuring : LoadPhase.Draining;
        }
    }

    public TimeSpan InPhase => Clock.Time(Clock.Now - (_timeline is not { } timeline ? _started : Phase switch
    {
        LoadPhase.WarmUp => timeline.Begin,
        LoadPhase.Measuring => timeline.Measure,
        LoadPhase.Draining => timeline.End,
        _ => _started,
    }));

    /// <summary>When what happens; null until all clients are connected, or have failed to.</summary>
    internal Timeline? Timeline => _timeline;

    internal bool IsCancelled => _cancelled;

    internal PongLog Log { get; }

    public long Sum(ProgressCounter counter) => _workers.Sum(worker => counter switch
    {
        ProgressCounter.Connected => Volatile.Read(ref worker.Record.ConnectedClients),
        ProgressCounter.FailedClients => Volatile.Read(ref worker.Record.FailedClients),
        ProgressCounter.Sent => Volatile.Read(ref worker.Record.Sent),
        ProgressCounter.Answered => Volatile.Read(ref worker.Record.Answered),
        _ => Volatile.Read(ref worker.Record.InFlight),
    });

    internal async Task<LoadResult> Execute(CancellationToken cancellation)
    {
        _progress?.Attach(this);
        Log.Start();
        using CancellationTokenRegistration registration = cancellation.Register(Cancel);
        for (int i = 0; i < _workers.Length; i++)
        {
            int number = i;
            new Thread(() => Work(number)) { IsBackground = true, Name = $"client worker {number}" }.Start();
        }
        new Thread(Keep) { IsBackground = true, Name = "client clerk" }.Start();
        await _ended.Task.ConfigureAwait(false);
        Log.End();
        if (_fault is not null) throw new InvalidOperationException($"A worker broke: {_fault.Message}", _fault);
        return Result();
    }

    internal void Cancel()
    {
        _cancelled = true;
        foreach (Worker worker in _workers) worker.Wake();
    }

    /// <summary>When a client is to connect: a nanosecond after the one before, at least, so that they stand in the server's backlog
    /// in the order of their numbers.</summary>
    internal long ConnectAt(int client)
    {
        double rate = _plan.ConnectRate ?? double.PositiveInfinity;
        if (_plan.Ramp is { Ticks: > 0 } ramp) rate = _plan.Clients / ramp.TotalSeconds;
        return _started + client + (long)(client / rate * Clock.Second);
    }

    /// <summary>A client is connected, or has failed to be. The last one begins the schedule.</summary>
    internal void ClientIsReady()
    {
        if (Interlocked.Decrement(ref _notReady) > 0 || _timeline is not null) return;
        _timeline = Timeline.Of(_plan, Clock.Now);
        foreach (Worker worker in _workers) worker.Wake();
    }

    internal void WindowBegins() => Once(_self.Begin, ref _began);

    internal void WindowEnds()
    {
        if (Interlocked.Decrement(ref _inWindow) == 0) Once(_self.End, ref _endedWindow);
    }

    private static void Once(Action action, ref int done)
    {
        if (Interlocked.Exchange(ref done, 1) == 0) action();
    }

    private Worker[] NewWorkers(int count)
    {
        List<Worker> workers = [];
        try
        {
            for (int i = 0; i < count; i++) workers.Add(NewWorker(i, count));
        }
        catch
        {
            workers.ForEach(worker => worker.Abandon());
            throw;
        }
        return [.. workers];
    }

    private Worker NewWorker(int number, int count)
    {
        Client[] own = [.. _clients.Where((_, index) => index % count == number)];
        ITransport transport = TransportChoice.Open(_transport, _plan, own.Length, number);
        return new(this, _plan, own, transport, new(_intervals, _plan.Loop == Loop.Open));
    }

    private void Work(int number)
    {
        try
        {
            Prepare(number);
            _workers[number].Run();
        }
        catch (Exception fault)
        {
            _fault = fault;
            Cancel();
        }
        lock (_working)
        {
            if (--_running == 0) Monitor.Pulse(_working);
        }
    }

    // A thread of its own, and no timer: a thread of the pool spins when its work is done, on a core that may be a worker's.
    private void Keep()
    {
        lock (_working)
        {
            while (_running > 0)
            {
                Monitor.Wait(_working, Look);
                Gather(last: false);
            }
        }
        Gather(last: true);
        _over = true;
        _ended.SetResult();
    }

    private void Prepare(int number)
    {
        if (!OperatingSystem.IsLinux()) return;
        _ = CurrentThread.SetTimerSlack(1);
        if (_plan.Cpus.Count > 0) KernelException.Check("sched_setaffinity", CurrentThread.Pin(_plan.Cpus[number % _plan.Cpus.Count]));
    }

    private void Gather(bool last)
    {
        _self.Look();
        if (_intervals.Gather(last) is { } latest) _progress?.Tell(latest);
    }

    private LoadResult Result()
    {
        Latencies response = _intervals.Responses;
        Latencies service = Total(record => record.Service) ?? response.Snapshot();
        foreach (Worker worker in _workers) response.Add(worker.Record.Unanswered);
        long ended = _workers.Max(worker => worker.Ended);
        long windowBegan = Math.Min(_timeline?.Measure ?? ended, ended);
        long windowEnded = Math.Min(_timeline?.End ?? ended, ended);
        TimeSpan window = Clock.Time(windowEnded - windowBegan);
        PingCounts counts = Counts();
        return new()
        {
            Plan = _plan,
            Clients = [.. _clients.Select(client => client.Result(_started))],
            Order = Log.Order,
            Wall = Clock.Time(ended - _started),
            Interrupted = _clients.Any(client => client.Interrupted),
            Transport = _transport,
            Counts = counts,
            Response = response,
            Service = service,
            SendLag = Total(record => record.SendLag) ?? new(),
            Connect = Total(record => record.Connect)!,
            FirstPongWait = Total(record => record.FirstPongWait)!,
            WarmUpResponse = Total(record => record.WarmUp)!,
            Intervals = _intervals.Intervals,
            Window = window,
            Drained = Clock.Time(ended - windowEnded),
            Self = Self(window, counts.Scheduled - counts.NeverSent),
        };
    }

    private LoadSelf Self(TimeSpan window, long sent)
    {
        IReadOnlyList<int> allowed = SelfWatch.Cpus;
        return new()
        {
            Cpu = _self.Cpu,
            Cores = Environment.ProcessorCount,
            BusiestWorkerCpu = Clock.Time(_workers.Max(worker => worker.WindowCpu)),
            GcPauses = _self.Pauses,
            LongestGcPause = _self.LongestPause,
            LongestPoolDelay = _self.LongestPoolDelay,
            AllocatedBytes = _workers.Sum(worker => worker.WindowAllocated),
            Lag = Total(record => record.Lag)!,
            UnsentWhileWritable = _workers.Sum(worker => worker.UnsentWhileWritable),
            ClientCpus = _plan.Cpus.Count > 0 ? _plan.Cpus : allowed,
            AchievedRate = window > TimeSpan.Zero ? sent / window.TotalSeconds : 0,
        };
    }

    private PingCounts Counts() => new(
        _workers.Sum(worker => worker.Record.Scheduled),
        _workers.Sum(worker => worker.Record.Answered),
        _workers.Sum(worker => worker.Record.Failed),
        _workers.Sum(worker => worker.Record.TimedOut),
        _workers.Sum(worker => worker.Record.InFlightAtEnd),
        _workers.Sum(worker => worker.Record.NeverSent));

    private Latencies? Total(Func<WorkerRecord, Latencies?> part)
    {
        Latencies? total = null;
        foreach (Worker worker in _workers)
        {
            if (part(worker.Record) is not { } recorded) continue;
            if (total is null) total = recorded;
            else total.Add(recorded);
        }
        return total;
    }
}
