using System.Globalization;
using System.Runtime.InteropServices;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>E6, H15: signals interrupt a loop in its waits, over and over, and a ring has hardly a buffer: every byte comes back.</summary>
public sealed class EpollUnderSignals() : SignalStormTests(Model.Epoll);

/// <summary>As <see cref="EpollUnderSignals"/>.</summary>
public sealed class IoUringUnderSignals() : SignalStormTests(Model.IoUring);

/// <summary>The storm: a thread that sends a handled signal to the thread of the loop.</summary>
public abstract class SignalStormTests(Model model) : ServerTests(model, Family.IPv4)
{
    private const int Clients = 4;
    private const int SignalNumber = 28; // SIGWINCH on every Linux (signal(7)): its default is to be ignored

    [Fact]
    public void E6_H15_a_signal_storm_during_echo_changes_no_byte()
    {
        int rounds = LongRun.Times(300, 10_000);
        Random random = Seed.Random();
        // A thread's name is cut to 15 characters (prctl(2)), so its number is found by comparison.
        HashSet<int> threads = ThreadIds();
        var options = new ServerOptions { Threads = 1, Ring = new() { Entries = 8, Completions = 8, Buffers = 4, BufferBytes = 64 } };
        ServerUnderTest server = Serve(() => new Mirror(), options);
        new CountingClient(server.Connect()).Peer.Send("x"u8).Read(1);
        int[] loops = [.. ThreadIds().Except(threads).Where(IsServer)];
        Assert.Single(loops);

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
            while (!calm.IsCancellationRequested && tgkill(Environment.ProcessId, loops[0], SignalNumber) == 0)
            {
                sent++;
                Thread.SpinWait(2_000);
            }
        });
        storm.Start();
        try
        {
            RawPeer[] peers = [.. Enumerable.Range(0, Clients).Select(_ => server.Connect())];
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

    private static HashSet<int> ThreadIds() =>
    [
        .. Directory.EnumerateDirectories("/proc/self/task")
            .Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)),
    ];

    private static bool IsServer(int thread)
    {
        try
        {
            return File.ReadAllText($"/proc/self/task/{thread}/comm").StartsWith("server under", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // ended since it was listed
        }
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int tgkill(int process, int thread, int signal);
}
