using System.Net;
using System.Net.Sockets;
using Sockeye.Lab;
using Sockeye.Protocols;
using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>
/// A server that runs on a thread of its own, with everything about it recorded; <see cref="Conclude"/> holds what must be
/// true of every server after every test (the oracle O of the catalogue of faults).
/// </summary>
internal sealed class ServerUnderTest : IDisposable
{
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(5);

    private readonly List<RecordedProtocol> _protocols = [];
    private readonly List<RawPeer> _peers = [];
    private readonly ServerAccount _account = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly Model _model;
    private readonly Func<IProtocol> _protocol;
    private readonly IServer _server;
    private readonly Thread _thread;
    private ServerSummary _summary;
    private Exception? _failure;
    private bool _isStarted;

    internal ServerUnderTest(Model model, EndPoint endPoint, Func<IProtocol> protocol, ServerOptions options)
    {
        UnobservedTasks.Watch();
        _model = model;
        _protocol = protocol;
        Events = new(model.Capabilities.HasFlag(Capability.ChangesWorkers), severalAccept: options.Accept == AcceptMode.ReusePort);
        Plan = options.Faults ?? InjectedFaults.Plan() ?? new FaultPlan(0);
        ServerObserver observer = new ServerObservers(Events, _account);
        _server = model.Entry.Create(Record, options with { EndPoint = endPoint, Observer = observer, Faults = Plan });
        _thread = new Thread(Run) { Name = $"server under test: {model}", IsBackground = true };
    }

    internal Recorder Events { get; }

    internal FaultPlan Plan { get; }

    internal EndPoint EndPoint => _server.EndPoint;

    internal ServerStatus Status => _server.Status;

    /// <summary>How many times a protocol is to fail in this test; else the oracle takes it for a defect.</summary>
    internal int ExpectedFaults { get; set; }

    /// <summary>How many connections it is to end since it failed itself.</summary>
    internal int ExpectedServerFaults { get; set; }

    /// <summary>How many buffers it is to leave to the kernel in this test.</summary>
    internal int ExpectedBuffersLeft { get; set; }

    /// <summary>The protocols made so far, in the order in which they were made.</summary>
    internal IReadOnlyList<RecordedProtocol> Protocols
    {
        get
        {
            lock (_protocols) return _protocols.ToArray();
        }
    }

    internal CloseReason[] Reasons => [.. Events.Closings.Select(closed => closed.Reason)];

    internal ServerUnderTest Start()
    {
        _isStarted = true;
        _thread.Start();
        return this;
    }

    internal RawPeer Connect(int receiveBufferBytes = 0)
    {
        var peer = new RawPeer(EndPoint, receiveBufferBytes);
        lock (_peers) _peers.Add(peer);
        return peer;
    }

    /// <summary>Begins the drain.</summary>
    internal void Stop() => _stop.Cancel();

    internal void Abort() => _abort.Cancel();

    /// <summary>Waits until it has returned.</summary>
    internal ServerSummary Join(TimeSpan? within = null)
    {
        if (_isStarted && !_thread.Join(within ?? Until.Deadline)) Assert.Fail($"Run did not return. {Describe()}");
        if (_failure is not null) throw new InvalidOperationException("Run failed.", _failure);
        return _summary;
    }

    internal SocketException JoinBroken() => JoinBroken<SocketException>();

    /// <summary>Waits until it has failed, and tells how.</summary>
    internal TFailure JoinBroken<TFailure>()
        where TFailure : Exception
    {
        Assert.True(_thread.Join(Until.Deadline), "Run did not return.");
        return Assert.IsType<TFailure>(_failure);
    }

    /// <summary>Waits until as many connections have ended, and tells why they did, in the order of their ends.</summary>
    internal CloseReason[] UntilClosed(int count, TimeSpan? within = null)
    {
        Until.True(() => Events.Closings.Count >= count, within, $"{count} connections closed", Describe);
        return Reasons;
    }

    /// <summary>Bytes offered to protocols: a half message, too, was then received and looked at.</summary>
    internal void UntilSeen(long bytes) => Until.True(() => Events.Seen >= bytes, null, $"{bytes} bytes offered", Describe);

    /// <summary>Ends what still runs, and then checks the accounts.</summary>
    internal void Conclude()
    {
        foreach (RawPeer peer in _peers.ToArray()) peer.Dispose();
        try
        {
            if (_isStarted && _thread.IsAlive && !_stop.IsCancellationRequested && !_abort.IsCancellationRequested)
            {
                Probe();
                // 200 ms after each test: at length only.
                if (LongRun.On && !InjectedFaults.On) CpuTime.AssertIdle();
            }
        }
        finally
        {
            _stop.Cancel();
            if (_isStarted && !_thread.Join(Until.Deadline)) Assert.Fail($"Run did not return. {Describe()}");
            _server.Dispose();
        }
        CheckAccounts();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _abort.Dispose();
    }

    /// <summary>Whatever a test has done to it, the server accepts and serves one more client: its FIN is answered.</summary>
    private void Probe()
    {
        int closed = Events.Closings.Count + (int)Status.Connections;
        using var probe = new RawPeer(EndPoint);
        probe.FinishSending();
        if (!probe.HasNews(ProbePatience)) Assert.Fail($"The server does not serve a new client. {Describe()}");
        Until.True(() => Events.Closings.Count > closed || Status.Connections == 0, ProbePatience, state: Describe);
    }

    private void CheckAccounts()
    {
        Assert.Empty(Events.Violations);
        ServerStatus held = _server.Status;
        ServerStatus unexpected = held with { RentedBuffers = held.RentedBuffers - ExpectedBuffersLeft };
        AccountReport account = _account.Conclude(_model.Name, _summary, unexpected);
        Assert.Equal(account.Accepted, account.Closed.Values.Sum());
        // Without a summary there is nothing to agree with.
        if (_isStarted && _failure is null) Assert.Empty(account.Discrepancies);
        Assert.All(Protocols, protocol => Assert.True(
            protocol.IsOpened && protocol.IsClosed, "A protocol was made and not opened, or not closed."));
        Assert.Equal(default, unexpected);
        Assert.Equal(ExpectedServerFaults, account.ServerFaults);
        Assert.True(
            Events.Faults.Count == ExpectedFaults,
            $"{Events.Faults.Count} faults, not {ExpectedFaults}: {string.Join("; ", Events.Faults)}");
        if (EndPoint is UnixDomainSocketEndPoint path)
            Assert.False(File.Exists(path.ToString()), "The path of the socket was left behind.");
        if (Protocols.Any(protocol => protocol.HasWaited)) Assert.Empty(UnobservedTasks.Collect());
    }

    private IProtocol Record()
    {
        var recorded = new RecordedProtocol(_protocol(), Events.Violated);
        lock (_protocols) _protocols.Add(recorded);
        return recorded;
    }

    private void Run()
    {
        try
        {
            _summary = _server.Run(_stop.Token, _abort.Token);
        }
        catch (Exception exception)
        {
            _failure = exception;
        }
    }

    private string Describe() =>
        $"{Status}; accepted {Events.AcceptedCount}, closed {Events.Closings.Count} ({string.Join(", ", Reasons.TakeLast(8))}), " +
        $"seen {Events.Seen} bytes, faults {string.Join("; ", Events.Faults.Take(3))}, failure {_failure}";
}
