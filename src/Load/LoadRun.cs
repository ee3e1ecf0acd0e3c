using System.Net.Sockets;
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
    private readonly LoadProgress? _progress;
    private readonly Transport _transport;
    private readonly ClientCores _cores;
    private readonly ListenDrops? _dropsBefore;
    private readonly object _working = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _cancelled;
    private volatile bool _over;
    private Exception? _fault;
    private int _running;

    internal LoadRun(ClientPlan plan, ClientObserver? observer, LoadProgress? progress, LoadTracer? tracer)
    {
        _plan = plan;
        _progress = progress;
        _clients = [.. plan.OwnClients.Select(client => new Client(client, plan))];
        if (plan.StaysHere && plan.EndPoint.AddressFamily != AddressFamily.Unix) _dropsBefore = ListenDrops.Now;
        _running = Math.Min(plan.Workers, _clients.Length);
        _intervals = new(_running);
        ITransport[] transports = TransportChoice.Open(plan, _clients.Length, _running, out _transport);
        try
        {
            _cores = ClientCores.Of(plan, _transport, _running);
            Self = new(_running, usesPool: _transport == Transport.Async, _cores.Cpus);
            Log = new(plan, observer, Cancel);
            Tracer = tracer;
            Start = new(plan, _clients.Length, Wake);
            _workers = [.. transports.Select((transport, number) => NewWorker(transport, number, transports.Length))];
        }
        catch
        {
            foreach (ITransport transport in transports) transport.Dispose();
            throw;
        }
    }

    public LoadPhase Phase => _over ? LoadPhase.Ended : Start.Timeline?.PhaseAt(Clock.Now) ?? LoadPhase.Connecting;

    public TimeSpan InPhase => Clock.Time(Clock.Now - (!_over && Start.Timeline is { } timeline ? timeline.BeginOf(Phase) : Start.Started));

    internal StartLine Start { get; }

    internal PongLog Log { get; }

    internal LoadTracer? Tracer { get; }

    internal SelfWatch Self { get; }

    internal bool IsCancelled => _cancelled;

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
        using CancellationTokenRegistration registration = cancellation.Register(Cancel);
        StartThreads();
        await _ended.Task.ConfigureAwait(false);
        Log.End();
        if (_fault is not null) throw new InvalidOperationException($"A worker broke: {_fault.Message}", _fault);
        return Result();
    }

    private void Cancel()
    {
        _cancelled = true;
        Wake();
    }

    private void Wake()
    {
        foreach (Worker worker in _workers) worker.Wake();
    }

    private Worker NewWorker(ITransport transport, int number, int count)
    {
        Client[] own = [.. _clients.Where((_, index) => index % count == number)];
        return new(this, number, _plan, own, transport, new(_intervals, _plan.Loop == Loop.Open, _plan.RecordsTimes));
    }

    private void StartThreads()
    {
        int started = 0;
        try
        {
            Log.Start();
            for (; started < _workers.Length; started++)
            {
                int number = started;
                StartThread(() => Work(number), $"client worker {number}");
            }
            // A thread of its own, and no timer: a thread of the pool spins when its work is done, on a core that may be a worker's.
            StartThread(Keep, "client clerk");
        }
        catch (Exception refusal)
        {
            // The system has no room for another thread: who was started ends, the others never begin, and this thread is the clerk.
            Break(refusal);
            foreach (Worker worker in _workers[started..]) worker.Dispose();
            Leave(_workers.Length - started);
            Keep();
        }
    }

    private static void StartThread(ThreadStart work, string name) => new Thread(work) { IsBackground = true, Name = name }.Start();

    private void Work(int number)
    {
        try
        {
            using Worker worker = _workers[number];
            Prepare(number);
            worker.Run();
        }
        catch (Exception fault)
        {
            Break(fault);
        }
        Leave(1);
    }

    private void Break(Exception fault)
    {
        _fault = fault;
        Cancel();
    }

    private void Leave(int workers)
    {
        lock (_working)
        {
            _running -= workers;
            if (_running == 0) Monitor.Pulse(_working);
        }
    }

    private void Prepare(int number)
    {
        if (CallFaults.Enabled) CallFaults.OnThisThread = _plan.Faults?.Invoke(number);
        if (!OperatingSystem.IsLinux()) return;
        _ = CurrentThread.SetTimerSlack(1);
        if (_plan.Cpus.Count > 0) KernelException.Check("sched_setaffinity", CurrentThread.Pin(_plan.Cpus[number % _plan.Cpus.Count]));
    }

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

    private void Gather(bool last)
    {
        Self.Look();
        if (_intervals.Gather(last) is { } latest) _progress?.Tell(latest);
    }

    private LoadResult Result()
    {
        Totals totals = new(_cores, _workers, Self);
        Latencies response = _intervals.Responses;
        response.Add(totals.Sum(record => record.Unanswered)!);
        Latencies service = totals.Sum(record => record.Service) ?? response.Snapshot();
        long ended = totals.Ended;
        // A window of time lasts as long as it was to: clients that fail before its end do not shorten it, or a server that dies would be
        // praised for the rate that it had.
        bool isWhole = !_cancelled && Start.Timeline is { End: not Clock.Never };
        long last = isWhole ? Clock.Never : ended;
        TimeSpan window = Clock.Time(
            Math.Min(Start.Timeline?.End ?? ended, last) - Math.Min(Start.Timeline?.Measure ?? ended, last));
        long stopped = Math.Min(Start.Timeline?.Stop ?? ended, ended);
        return new()
        {
            Plan = _plan,
            Clients = [.. _clients.Select(client => client.Result(Start.Started))],
            Order = Log.Order,
            Wall = Clock.Time(ended - Start.Started),
            Interrupted = _clients.Any(client => client.Interrupted),
            Transport = _transport,
            Counts = totals.Counts,
            Response = response,
            Service = service,
            SendLag = totals.Sum(record => record.SendLag) ?? new(),
            Connect = totals.Sum(record => record.Connect)!,
            FirstPongWait = totals.Sum(record => record.FirstPongWait)!,
            WarmUpResponse = totals.Sum(record => record.WarmUp)!,
            Intervals = _intervals.Intervals,
            Window = window,
            ListenDrops = _dropsBefore is { } before ? ListenDrops.Now?.Since(before) : null,
            Drained = Clock.Time(ended - stopped),
            Self = totals.Self(window),
        };
    }
}
