using System.Diagnostics;
using System.Net;
using Sockeye.Linux;
using Sockeye.Servers;
using Sockeye.Tests.Servers;

namespace Sockeye.Tests.Linux;

/// <summary>What a child does and says.</summary>
internal static class ChildScenarios
{
    internal static string Run(string scenario) => scenario.Split(' ') switch
    {
        [nameof(Support)] => Support(),
        [nameof(AcceptWithoutDescriptors)] => AcceptWithoutDescriptors(),
        [nameof(InterruptedWaits)] => InterruptedWaits(),
        [nameof(SharedPortClosed), var migrates] => SharedPortClosed(migrates),
        [nameof(MadeWithOneDescriptor)] => MadeWithOneDescriptor(),
        [nameof(KeptOff)] => KeptOff(),
        [nameof(DeadPeerTests.LinkGoesDown), var model] => DeadPeerTests.LinkGoesDown(model),
        _ => $"no scenario {scenario}",
    };

    internal static string Support() => KernelSupport.IoUring.Refusal ?? "io_uring is supported";

    /// <summary>Keeps all threads off the first core: those that there are and those that come, but not who is bound to it later.</summary>
    internal static string KeptOff()
    {
        IReadOnlyList<int> before = CurrentThread.Cpus;
        int[] others = [.. before.Skip(1)];
        ProcessThreads.KeepOff([before[0], 100_000]);
        bool all = Directory.EnumerateDirectories("/proc/self/task")
            .Select(task => File.ReadLines($"{task}/status").First(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)))
            .Distinct().Count() == 1;
        IReadOnlyList<int> later = [], bound = [];
        Thread thread = new(() =>
        {
            later = CurrentThread.Cpus;
            KernelException.Check("sched_setaffinity", CurrentThread.Pin(before[0]));
            bound = CurrentThread.Cpus;
        });
        thread.Start();
        thread.Join();
        bool left = CurrentThread.Cpus.SequenceEqual(others) && later.SequenceEqual(others) && bound.SequenceEqual([before[0]]);
        ProcessThreads.KeepOff(others);
        bool last = CurrentThread.Cpus.SequenceEqual(others);
        return (all, left, last) == (true, true, true) ? "kept off" : $"{all} {left} {last}";
    }

    /// <summary>Accepts on a ring until descriptors have run out, in vain a few times more, and again when some are free.</summary>
    internal static string AcceptWithoutDescriptors()
    {
        const int clients = 6, free = 2;
        Tag accept = new(1, 0, 0);
        List<string> said = [];
        using Ring ring = new(8, 64);
        ring.Enable();
        using LoopbackPair pair = new();
        for (int i = 0; i < clients; i++) pair.Connect();
        Stack<EventFd> fillers = new();
        Fill(fillers);
        for (int i = 0; i < free; i++) fillers.Pop().Dispose();
        int accepted = 0;
        for (int attempt = 0; attempt < 4; attempt++)
        {
            if (attempt == 3)
            {
                for (int i = 0; i < clients; i++) fillers.Pop().Dispose();
            }
            ring.Next().AcceptMultishot(pair.Listener, accept);
            while (accepted < clients && ring.InFlight > 0)
            {
                if (!ring.TryRead(out Completion completion))
                {
                    if (ring.SubmitAndWait(1, timeoutMilliseconds: 5000) < 0) return "no completion";
                    continue;
                }
                if (completion.Result >= 0) accepted++;
                else said.Add($"{accepted} accepted, errno {-completion.Result}, more {completion.More}");
            }
        }
        said.Add($"{accepted} accepted");
        return string.Join("; ", said);
    }

    /// <summary>Waits on a ring and on epoll while this process is stopped and continued, until that interrupts them.</summary>
    internal static string InterruptedWaits()
    {
        using Ring ring = new(8, 64);
        ring.Enable();
        using Epoll epoll = new(1);
        return $"ring {Interrupt(() => ring.SubmitAndWait(1, timeoutMilliseconds: 1000))}, epoll {Interrupt(() => epoll.Wait(1000))}";
    }

    /// <summary>Closes one of two listeners on a port while a hundred clients are queued at both; says how many are reset.</summary>
    internal static string SharedPortClosed(string migrates)
    {
        const int clients = 100;
        OwnNetwork.Up();
        File.WriteAllText("/proc/sys/net/ipv4/tcp_migrate_req", migrates);
        int first = Sockets.Listen(new IPEndPoint(IPAddress.Loopback, 0), clients, reusePort: true);
        EndPoint port = SocketName.Local(first)!;
        int second = Sockets.Listen(port, clients, reusePort: true);
        int[] queued = [.. Enumerable.Range(0, clients).Select(_ => Sockets.Connect(port))];
        if (first < 0 || second < 0 || queued.Any(client => client < 0)) return "cannot connect";
        _ = Sockets.Close(first);
        int reset = queued.Count(client => !Errno.WouldBlock(Sockets.Receive(client, new byte[1])));
        int accepted = 0;
        while (Sockets.Accept(second) >= 0) accepted++;
        return $"{reset} reset, {accepted} accepted";
    }

    /// <summary>Makes what sleeps in epoll, for which one descriptor is too few; says how many each refusal has left free.</summary>
    internal static string MadeWithOneDescriptor()
    {
        ServerOptions options = new();
        Ledger ledger = new(options);
        Func<IDisposable>[] makes = [() => new EpollReactor(0, options, ledger, null), () => new HandOver(null!, options, ledger)];
        foreach (Func<IDisposable> make in makes) make().Dispose();
        Stack<EventFd> fillers = new();
        Fill(fillers);
        List<(int Result, int Free)> refusals = [];
        foreach (Func<IDisposable> make in makes)
        {
            fillers.Pop().Dispose();
            try
            {
                make().Dispose();
            }
            catch (KernelException refused)
            {
                refusals.Add((refused.Result, Fill(fillers)));
            }
        }
        // To say it takes assemblies, and those descriptors.
        foreach (EventFd filler in fillers) filler.Dispose();
        return string.Join("; ", refusals.Select(refusal => $"errno {-refusal.Result}, {refusal.Free} free"));
    }

    /// <summary>Opens descriptors until there are no more; returns how many those were.</summary>
    private static int Fill(Stack<EventFd> fillers)
    {
        int before = fillers.Count;
        try
        {
            while (true) fillers.Push(new());
        }
        catch (KernelException full) when (full.Result == -Errno.EMFILE)
        {
            return fillers.Count - before;
        }
    }

    private static int Interrupt(Func<int> wait)
    {
        int result = 0;
        for (int i = 0; i < 20 && !Errno.Interrupted(result); i++)
        {
            int self = Environment.ProcessId;
            using Process signals = Process.Start("sh", ["-c", $"sleep 0.05; kill -STOP {self}; kill -CONT {self}"]);
            result = wait();
            signals.WaitForExit();
        }
        return result;
    }
}
