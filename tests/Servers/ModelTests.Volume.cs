using System.Net;
using System.Net.Sockets;
using Sockeye.Linux;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// What shows only in the mass: a little for each message, or for each connection, that stays.
public abstract partial class ModelTests
{
    [Fact]
    public void A_million_messages_allocate_nothing()
    {
        Needs(Capability.AllocatesNothing);
        InjectedFaults.SkipMeasurement();
        const int messages = 1_000_000, batch = 200;
        Bare(() => new Counting(), new ServerOptions { ReceiveBufferBytes = 4096 }, endPoint =>
        {
            using Socket socket = Connected(endPoint);
            byte[] asked = [.. Enumerable.Repeat(Counting.Frame("ping"u8), batch).SelectMany(frame => frame)];
            byte[] answers = new byte[batch * Counting.AnswerBytes];
            Converse(socket, asked, answers, 100);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Converse(socket, asked, answers, messages / batch);
            double each = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)messages;
            // Other threads of the process, the test platform's, may allocate a little meanwhile.
            Assert.True(each <= 0.25, $"{each:0.000} bytes a message.");
        });
    }

    [Fact]
    public void A9_ten_times_many_connections_leave_nothing_behind()
    {
        InjectedFaults.SkipMeasurement();
        int clients = LongRun.Times(1_000, 10_000);
        const int rounds = 10, warm = 2;
        // As many at once as the model serves at once: one, one a thread, or all of them.
        int most = !Has(Capability.ConcurrentClients) ? 1 : Has(Capability.CheapIdleClients) ? clients : 50;
        int? threads = Has(Capability.Queue) ? most : null;
        Bare(() => new Counting(), new ServerOptions { Backlog = 4096, MaxConnections = clients, Threads = threads }, (endPoint, server) =>
        {
            // What it opens when it begins to run stays open.
            OpenAndClose(endPoint, server, 1, round: 0);
            var descriptors = new OpenDescriptors();
            long managed = 0;
            // Both ends are here, and some descriptors are the process's own.
            int atOnce = Math.Min(most, (int)((OpenFiles.Limit ?? 1024) - 512) / 2);
            for (int round = 0; round < rounds; round++)
            {
                for (int done = 0; done < clients; done += atOnce) OpenAndClose(endPoint, server, Math.Min(atOnce, clients - done), round);
                Until.True(() => descriptors.Added() == 0, state: () => $"{descriptors.Added()} descriptors, round {round}");
                Assert.Equal(default, server.Status);
                if (round == warm) managed = GC.GetTotalMemory(forceFullCollection: true);
            }
            long grown = GC.GetTotalMemory(forceFullCollection: true) - managed;
            TestContext.Current.TestOutputHelper?.WriteLine($"{grown} bytes more after {rounds} rounds of {clients} than after {warm + 1}");
            Assert.InRange(grown, long.MinValue, 256 * 1024);
        });
    }

    [Fact]
    public void D9_descriptors_beyond_1024_are_served()
    {
        const int held = 1_100;
        Assert.SkipUnless(OpenFiles.Limit is null or > held + 512, "The limit on open files is too low.");
        List<Microsoft.Win32.SafeHandles.SafeFileHandle> files = [.. Enumerable.Range(0, held).Select(_ => File.OpenHandle("/dev/null"))];
        try
        {
            ServerUnderTest server = Serve(() => new Counting());
            for (int i = 0; i < 3; i++) new CountingClient(server.Connect()).Ask().Ask().Peer.Dispose();
            server.UntilClosed(3);
        }
        finally
        {
            foreach (Microsoft.Win32.SafeHandles.SafeFileHandle file in files) file.Dispose();
        }
    }

    [Fact]
    public void F1_a_pool_of_many_threads_that_wait_ends_within_the_drain_time()
    {
        Needs(Capability.Queue);
        Assert.SkipUnless(LongRun.On, "It takes thousands of threads to tell one way of ending from another: SOCKEYE_LONG=1.");
        var options = new ServerOptions { Threads = LongRun.Times(0, 6_000) };
        ServerUnderTest server = Serve(() => new Counting(), options);
        new CountingClient(server.Connect()).Ask().Peer.Dispose();
        server.UntilClosed(1);
        server.Stop();
        server.Join(options.DrainTimeout);
    }

    // In turns a FIN and a reset, each after one exchange.
    private static void OpenAndClose(EndPoint endPoint, IServer server, int count, int round)
    {
        byte[] asked = Counting.Frame("ping"u8);
        byte[] answer = new byte[Counting.AnswerBytes];
        var sockets = new Socket[count];
        for (int i = 0; i < count; i++)
        {
            sockets[i] = Connected(endPoint);
            Converse(sockets[i], asked, answer, 1);
        }
        Assert.Equal(count, server.Status.Connections);
        foreach (Socket socket in sockets)
        {
            if (round % 2 == 1) socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }
        Until.True(() => server.Status == default, state: () => $"{server.Status}");
    }

    private static Socket Connected(EndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(endPoint);
        return socket;
    }

    private static void Converse(Socket socket, byte[] asked, byte[] answers, int times)
    {
        for (int i = 0; i < times; i++)
        {
            socket.Send(asked);
            for (int got = 0; got < answers.Length;) got += socket.Receive(answers.AsSpan(got));
        }
    }
}
