using System.Globalization;
using System.Runtime.InteropServices;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>E6, H15: signals interrupt a server in whatever it waits for, over and over, and a ring has hardly a buffer: every byte comes
/// back.</summary>
public sealed class SequentialUnderSignals() : SignalStormTests(Model.Sequential);

/// <summary>As <see cref="SequentialUnderSignals"/>.</summary>
public sealed class SelectUnderSignals() : SignalStormTests(Model.Select);

/// <summary>As <see cref="SequentialUnderSignals"/>: its workers, and the thread that accepts.</summary>
public sealed class ThreadsUnderSignals() : SignalStormTests(Model.Threads, "threads worker");

/// <summary>As <see cref="SequentialUnderSignals"/>: the runtime's socket engine and its pool, and the thread that accepts.</summary>
public sealed class AsyncUnderSignals() : SignalStormTests(Model.Async, ".NET Sockets", ".NET TP Worker");

/// <summary>As <see cref="SequentialUnderSignals"/>.</summary>
public sealed class EpollUnderSignals() : SignalStormTests(Model.Epoll);

/// <summary>As <see cref="SequentialUnderSignals"/>.</summary>
public sealed class IoUringUnderSignals() : SignalStormTests(Model.IoUring);

/// <summary>The storm: a thread that sends a handled signal to the threads of the server, in turns.</summary>
public abstract class SignalStormTests(Model model, params string[] workers) : ServerTests(model, Family.IPv4)
{
    private const int Clients = 4;
    private const int SignalNumber = 28; // SIGWINCH on every Linux (signal(7)): its default is to be ignored

    [Fact]
    public void E6_H15_a_signal_storm_during_echo_changes_no_byte()
    {
        int rounds = LongRun.Times(300, 10_000);
        Random random = Seed.Random();
        int clients = Has(Capability.ConcurrentClients) ? Clients : 1;
        var options = new ServerOptions
        {
            Threads = Has(Capability.Queue) ? clients : 1,
            Ring = new() { Entries = 8, Completions = 8, Buffers = 4, BufferBytes = 64 },
        };
        ServerUnderTest server = Serve(() => new Mirror(), options);
        using (RawPeer first = server.Connect()) first.Send("x"u8).Read(1);
        HashSet<string> found = [.. Threads().Select(thread => thread.Name)];
        Assert.All(["server under", .. workers], name => Assert.Contains(name, found));

        int interruptions = 0;
        using var handled = PosixSignalRegistration.Create((PosixSignal)SignalNumber, context =>
        {
            context.Cancel = true;
            Interlocked.Increment(ref interruptions);
        });
        using var calm = new CancellationTokenSource();
        int sent = 0;
        var storm = new Thread(() =>
        {
            // The pool's come and go.
            while (!calm.IsCancellationRequested)
            {
                foreach ((int thread, _) in Threads())
                {
                    for (int i = 0; i < 20 && tgkill(Environment.ProcessId, thread, SignalNumber) == 0; i++)
                    {
                        sent++;
                        Thread.SpinWait(2_000);
                    }
                }
            }
        });
        storm.Start();
        try
        {
            RawPeer[] peers = [.. Enumerable.Range(0, clients).Select(_ => server.Connect())];
            for (int round = 0; round < rounds; round++)
            {
                byte[] bytes = random.Bytes(random.Next(1, 2_000));
                foreach (RawPeer peer in peers) peer.Send(bytes);
                foreach (RawPeer peer in peers) Assert.Equal(bytes, peer.Read(bytes.Length));
            }
        }
        finally
        {
            calm.Cancel();
            storm.Join();
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{sent} signals sent, {interruptions} seen, {server.Events.Rings}");
        Assert.InRange(sent, 20, int.MaxValue);
        Until.True(() => Volatile.Read(ref interruptions) > 0);
        if (Model == Model.IoUring) Assert.InRange(server.Events.Rings.Parked, 1, long.MaxValue);
    }

    // Those that the server runs on, with the part of its name that they are known by: a name is cut to 15 characters (prctl(2)).
    private List<(int Id, string Name)> Threads()
    {
        List<(int, string)> threads = [];
        foreach (string path in Directory.EnumerateDirectories("/proc/self/task"))
        {
            try
            {
                string name = File.ReadAllText(Path.Combine(path, "comm"));
                if (Array.Find(["server under", .. workers], known => name.StartsWith(known, StringComparison.Ordinal)) is { } known)
                    threads.Add((int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture), known));
            }
            catch (IOException)
            {
                // It ended since it was listed.
            }
        }
        return threads;
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int tgkill(int process, int thread, int signal);
}
