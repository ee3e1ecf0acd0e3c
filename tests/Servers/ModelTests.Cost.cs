using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// What a message and a silent client cost, without the recorders of the other tests: a server as it ships.
public abstract partial class ModelTests
{
    private static readonly int Messages = LongRun.Times(10_000, 100_000);

    // One at a time, so that each message waits to be received; in batches a million: ModelTests.Volume.cs.
    [Fact]
    public void The_synchronous_path_allocates_nothing_per_message()
    {
        InjectedFaults.SkipMeasurement();
        // Small buffers: each thread of the pool that a model awaits on keeps one, and how many there are is nothing per message.
        Bare(() => new Mirror(), new ServerOptions { ReceiveBufferBytes = 1024 }, endPoint =>
        {
            using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(endPoint);
            byte[] ping = new byte[16];
            PingPong(socket, ping, 2_000);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            PingPong(socket, ping, Messages);
            double each = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Messages;

            // Other threads of the process, the test platform's, may allocate a little meanwhile; the smallest object is 24 bytes.
            double allowed = 1 + (Has(Capability.AllocatesNothing) ? 0 : AllocatedBySelect());
            Assert.True(each <= allowed, $"{each:0.00} bytes a message, where {allowed:0.00} are allowed.");
        });
    }

    [Fact]
    public void A_silent_client_costs_at_most_2_KiB_of_managed_memory()
    {
        Needs(Capability.CheapIdleClients);
        InjectedFaults.SkipMeasurement();
        const int clients = 1_000;
        Bare(() => new Counting(), new ServerOptions { Backlog = clients }, (endPoint, server) =>
        {
            int[] descriptors = new int[clients];
            int warm = Descriptors.Connect(endPoint);
            Until.True(() => server.Status.Connections == 1);
            long before = GC.GetTotalMemory(forceFullCollection: true);
            // Bare descriptors: what the clients cost shall not be counted.
            for (int i = 0; i < clients; i++) descriptors[i] = Descriptors.Connect(endPoint);
            Until.True(() => server.Status.Connections == clients + 1);
            double each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)clients;
            int rented = server.Status.RentedBuffers;
            foreach (int descriptor in descriptors.Append(warm)) Descriptors.Close(descriptor);
            TestContext.Current.TestOutputHelper?.WriteLine($"{each:0} bytes a silent client");
            Assert.InRange(each, 1, 2048);
            Assert.Equal(0, rented);
        });
    }

    [Fact]
    public void D4_a_hostile_length_costs_its_connection_less_than_4_KiB()
    {
        InjectedFaults.SkipMeasurement();
        const int clients = 200;
        Bare(() => new Counting(), new ServerOptions { Threads = Has(Capability.Queue) ? clients + 2 : null }, (endPoint, server) =>
        {
            Announce(endPoint, server, 10);
            double each = Announce(endPoint, server, clients) / (double)clients;
            TestContext.Current.TestOutputHelper?.WriteLine($"{each:0} bytes a connection that announces 2 GiB");
            Assert.InRange(each, 0, 4096);
        });
    }

    // How much that allocates from when all are connected, where they can be, until all have been refused.
    private long Announce(EndPoint endPoint, IServer server, int clients)
    {
        Until.True(() => server.Status.Connections == 0);
        Socket[] sockets = [.. Enumerable.Range(0, clients).Select(_ => Connected(endPoint))];
        if (Has(Capability.ConcurrentClients)) Until.True(() => server.Status.Connections == clients);
        byte[] header = Counting.Header(0x7fffffff), nothing = new byte[1];
        long before = GC.GetTotalAllocatedBytes(precise: true);
        foreach (Socket socket in sockets) socket.Send(header);
        foreach (Socket socket in sockets)
        {
            Assert.Equal(0, socket.Receive(nothing));
            socket.Dispose();
        }
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private void Bare(Func<IProtocol> protocol, ServerOptions options, Action<EndPoint> use) => Bare(protocol, options, (at, _) => use(at));

    private void Bare(Func<IProtocol> protocol, ServerOptions options, Action<EndPoint, IServer> use)
    {
        using IServer server = Model.Entry.Create(protocol, options with { EndPoint = Family.FreeEndPoint() });
        using var stop = new CancellationTokenSource();
        var thread = new Thread(() => server.Run(stop.Token));
        thread.Start();
        try
        {
            use(server.EndPoint, server);
        }
        finally
        {
            stop.Cancel();
            Assert.True(thread.Join(Until.Deadline), "Run did not return.");
        }
        Assert.Equal(default, server.Status);
    }

    private static void PingPong(Socket socket, byte[] ping, int times)
    {
        for (int i = 0; i < times; i++)
        {
            socket.Send(ping);
            for (int got = 0; got < ping.Length;) got += socket.Receive(ping.AsSpan(got));
        }
    }

    /// <summary>What one Socket.Select over as many sockets allocates: the part that is not the server's.</summary>
    private static double AllocatedBySelect()
    {
        using var ready = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        ready.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        ready.Connect(ready.LocalEndPoint!);
        ready.Send([1]);
        using var second = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        using var third = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        List<Socket> sockets = [];
        const int times = 10_000;
        long before = 0;
        for (int i = -100; i < times; i++)
        {
            if (i == 0) before = GC.GetAllocatedBytesForCurrentThread();
            sockets.Clear();
            sockets.Add(ready);
            sockets.Add(second);
            sockets.Add(third);
            Socket.Select(sockets, null, null, 0);
        }
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)times;
    }

    /// <summary>TCP connections without a managed object each.</summary>
    private static class Descriptors
    {
        internal static int Connect(EndPoint endPoint)
        {
            SocketAddress address = endPoint.Serialize();
            int descriptor = socket((int)AddressFamily.InterNetwork, (int)SocketType.Stream, 0);
            if (descriptor < 0 || connect(descriptor, ref MemoryMarshal.GetReference(address.Buffer.Span), (uint)address.Size) != 0)
                throw new SocketException(Marshal.GetLastPInvokeError());
            return descriptor;
        }

        internal static void Close(int descriptor) => _ = close(descriptor);

        [DllImport("libc", SetLastError = true)]
        private static extern int socket(int family, int type, int protocol);

        [DllImport("libc", SetLastError = true)]
        private static extern int connect(int descriptor, ref byte address, uint size);

        [DllImport("libc", SetLastError = true)]
        private static extern int close(int descriptor);
    }
}
