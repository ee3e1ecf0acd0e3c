using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sockeye.Lab;

/// <summary>Starts a server and stops it under load (SIGTERM), again and again: what was asked before the signal must be
/// answered.</summary>
internal sealed class SoakStops(SoakPlan plan, Contender server)
{
    private const int PingBytes = 64;

    // By then the pool of the last model has its threads, and the signal comes at any moment of the load.
    private const int LatestSignalMilliseconds = 150;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<string> _failures = [];
    private long _answered;
    private long _lost;
    private long _signalled;

    internal int Done { get; private set; }

    internal Action<string>? Progress { get; init; }

    /// <summary>Does it as often as the plan says; after a failure no more.</summary>
    internal async Task<SoakCheck> Run(int times, CancellationToken stop)
    {
        Random random = new(plan.Seed);
        while (Done < times && _failures.Count == 0 && !stop.IsCancellationRequested)
        {
            Progress?.Invoke($"stop {SoakText.Count(Done + 1)} of {SoakText.Count(times)}");
            await Cycle(random.Next(LatestSignalMilliseconds), stop).ConfigureAwait(false);
            Done++;
        }
        string finding = $"{SoakText.Count(Done)} of {SoakText.Count(times)} under load: {SoakText.Count(_answered)} pings answered, "
            + $"{SoakText.Count(_lost)} of those before the signal lost";
        if (_failures.Count > 0) return new("stops", SoakState.Failed, $"{finding}; {_failures[0]}");
        return new("stops", Done == times ? SoakState.Ok : SoakState.Untold, finding);
    }

    private async Task Cycle(int signalAfterMilliseconds, CancellationToken stop)
    {
        Interlocked.Exchange(ref _signalled, long.MaxValue);
        Task[] peers;
        ServerProcess process = await ServerProcess.Start(server.Launch(new()), cpu: null, stop).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            peers = [.. Enumerable.Range(0, plan.Connections).Select(number => Ask(process.EndPoint, number))];
            await Task.Delay(signalAfterMilliseconds, CancellationToken.None).ConfigureAwait(false);
            Interlocked.Exchange(ref _signalled, Stopwatch.GetTimestamp());
            int? code = await process.End(CancellationToken.None).ConfigureAwait(false);
            if (code != 0) Fail($"stop {Done + 1} {(code is null ? "did not end" : $"ended with exit code {code}")}{process.Said}");
        }
        await Task.WhenAll(peers).ConfigureAwait(false);

        // Until the server goes: a ping, its pong, the next one.
        async Task Ask(IPEndPoint endPoint, int number)
        {
            await Task.Yield();
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            using CancellationTokenSource patience = new(Patience);
            long asked = long.MaxValue;
            try
            {
                await socket.ConnectAsync(endPoint, patience.Token).ConfigureAwait(false);
                for (int sequence = 1; ; sequence++)
                {
                    byte[] ping = Encoding.ASCII.GetBytes($"ping {number} {sequence}".PadRight(PingBytes - 1) + "\n");
                    await socket.SendAsync(ping.AsMemory(), patience.Token).ConfigureAwait(false);
                    asked = Stopwatch.GetTimestamp();
                    if (!await IsAnswered(socket, ping, patience.Token).ConfigureAwait(false)) break;
                    asked = long.MaxValue;
                    Interlocked.Increment(ref _answered);
                }
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException)
            {
                Debug.WriteLine("The server has gone; what it owed is counted below.");
            }
            if (asked >= Interlocked.Read(ref _signalled)) return;
            Interlocked.Increment(ref _lost);
            Fail($"stop {Done + 1}, client {number}: a ping sent before the signal was not answered");
        }
    }

    private async Task<bool> IsAnswered(Socket socket, byte[] ping, CancellationToken patience)
    {
        byte[] pong = new byte[PingBytes];
        for (int length = 0; length < PingBytes;)
        {
            int got = await socket.ReceiveAsync(pong.AsMemory(length), patience).ConfigureAwait(false);
            if (got == 0) return false;
            length += got;
        }
        ping[1] = (byte)'o';
        if (!pong.AsSpan().SequenceEqual(ping)) Fail("a pong is wrong");
        return true;
    }

    private void Fail(string what)
    {
        lock (_failures) _failures.Add(what);
    }
}
