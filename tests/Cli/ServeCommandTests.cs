using System.Net;
using System.Net.Sockets;
using System.Text;
using Sockeye.Cli;
using Sockeye.Linux;
using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests.Cli;

/// <summary><c>sockeye serve</c> from «Listening» to «Stopped», in this process.</summary>
public class ServeCommandTests
{
    [Theory]
    [InlineData("sequential", "sequential: one client at a time")]
    [InlineData("select", "select: non-blocking sockets, one thread")]
    [InlineData("threads", "threads: a thread per client, out of a pool with a maximum")]
    public async Task Tells_who_comes_and_who_leaves_and_drains(string model, string listening)
    {
        await using Served served = new($"serve {model} --port 0");
        Assert.EndsWith($" ({listening})", served.Output.WaitForLine("Listening on 127.0.0.1:"), StringComparison.Ordinal);
        using (Socket client = served.Connect())
        {
            Assert.Equal("pong 0 1\n", Ask(client, "ping 0 1\n"));
            served.Output.WaitForLine($"Client #0 connected from {client.LocalEndPoint} (worker ");
        }
        Assert.Equal("Client #0 left after 1 ping (peer closed)", served.Output.WaitForLine("Client #0 left"));

        Assert.Equal(ExitCodes.Ok, await served.Stop());
        // It is told that somebody has left just before he is counted out.
        Assert.Matches("Stopping: [01] connected, 5 s to finish", served.Output.Text);
        Assert.EndsWith("Stopped: 1 client served, 1 ping, 0 rejected, 0 aborted\n", served.Output.Text, StringComparison.Ordinal);
        Assert.Empty(served.Error.Text);
    }

    [Fact]
    public async Task Tells_who_waits_for_a_worker()
    {
        await using Served served = new("serve threads --threads 1 --port 0");
        served.Output.WaitForLine("Listening");
        using Socket first = served.Connect();
        served.Output.WaitForLine("Client #0 connected");
        using Socket second = served.Connect();
        Assert.Equal("Client #1 waits for a worker (1 in the queue)", served.Output.WaitForLine("Client #1"));
        first.Dispose();
        served.Output.WaitForLine("Client #1 connected");
    }

    [Fact]
    public async Task Strangers_can_be_given_less_room_and_less_time()
    {
        await using Served served = new("serve select --port 0 --max-first-message 20 --first-message-timeout 200ms");
        served.Output.WaitForLine("Listening");
        using Socket client = served.Connect();
        Assert.Equal("pong 1 1\n", Ask(client, "ping 1 1\n"));
        using Socket large = served.Connect();
        large.Send(new byte[21]);
        Assert.Equal("Client #1 left after 21 bytes (message too large)", served.Output.WaitForLine("Client #1 left"));
        using Socket silent = served.Connect();
        Assert.Equal("Client #2 left after 0 pings (message timeout)", served.Output.WaitForLine("Client #2 left"));
        Assert.Equal("pong 1 2 longer than a stranger's\n", Ask(client, "ping 1 2 longer than a stranger's\n"));
    }

    [Fact]
    public async Task An_aborted_client_makes_the_exit_code_1()
    {
        await using Served served = new("serve select --port 0 --await 10m");
        served.Output.WaitForLine("Listening");
        using Socket client = served.Connect();
        client.Send("ping\n"u8);
        served.Output.WaitForLine("Client #0 connected");
        await served.Abort();
        Assert.Equal(ExitCodes.Failed, await served.Stop());
        Assert.Contains("1 aborted", served.Output.WaitForLine("Stopped"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A13_a_port_in_use_says_who_to_ask()
    {
        await using Served served = new("serve select --port 0");
        int port = served.Port;
        await using Served second = new($"serve select --port {port}");
        Assert.Equal(ExitCodes.CannotStart, await second.Exit());
        Assert.Contains($"the port is in use; `ss -ltnp 'sport = :{port}'`", second.Error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_trace_stays_where_the_server_cannot_start()
    {
        string trace = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(trace, "an older one", TestContext.Current.CancellationToken);
            await using Served served = new("serve select --port 0");
            await using (Served second = new($"serve select --port {served.Port} --trace {trace}"))
                Assert.Equal(ExitCodes.CannotStart, await second.Exit());
            Assert.Equal("an older one", await File.ReadAllTextAsync(trace, TestContext.Current.CancellationToken));

            await using Served third = new($"serve select --port 0 --trace {trace}");
            using (Socket client = third.Connect()) Assert.Equal("pong 0 1\n", Ask(client, "ping 0 1\n"));
            third.Output.WaitForLine("Client #0 left");
            Assert.Equal(ExitCodes.Ok, await third.Stop());
            using StreamReader lines = new(trace);
            Assert.Equal("select", Sockeye.Lab.Trace.Read(lines).Model);
        }
        finally
        {
            File.Delete(trace);
        }
    }

    [Theory]
    [InlineData("sequential --threads 2", "--threads is ignored: sequential has no number of threads to choose\n")]
    [InlineData("select --threads 2", "--threads is ignored: select has no number of threads to choose\n")]
    [InlineData("async --threads 2", "--threads is ignored: async has no number of threads to choose\n")]
    [InlineData("threads --threads 2", "")]
    [InlineData("epoll --threads 2 --accept reuseport", "")]
    [InlineData("threads --accept reuseport", "--accept is ignored: threads has no reactors\n")]
    [InlineData("select --max-connections 5", "")]
    public async Task What_is_asked_for_and_not_given_is_told(string asked, string told)
    {
        string? unsupported = ServerCatalog.Find(asked.Split(' ')[0])!.Unsupported;
        Assert.SkipWhen(unsupported is not null, unsupported ?? "");
        await using Served served = new($"serve {asked} --port 0");
        served.Output.WaitForLine("Listening");
        Assert.Equal(told.Length == 0 ? "" : $"sockeye: warning: {told}", served.Error.Text);
    }

    [Fact]
    public async Task Fewer_connections_than_were_asked_for_are_told_with_what_to_do()
    {
        Assert.SkipUnless(OpenFiles.Limit < int.MaxValue, "No limit on open files.");
        await using Served served = new($"serve select --port 0 --max-connections {int.MaxValue}");
        served.Output.WaitForLine("Listening");
        Assert.Matches(
            @"^sockeye: warning: --max-connections: \d+ at once, not 2147483647: the limit on open files allows no more; "
                + @"raise it: ulimit -n \d{10,}\n$",
            served.Error.Text);
    }

    [Fact]
    public async Task Quiet_is_quiet_about_clients()
    {
        await using Served served = new("serve select --port 0 --quiet --protocol echo");
        using (Socket client = served.Connect()) Assert.Equal("anything\n", Ask(client, "anything\n"));
        Assert.Equal(ExitCodes.Ok, await served.Stop());
        Assert.DoesNotContain("Client", served.Output.Text, StringComparison.Ordinal);
        Assert.Contains("Stopped: 1 client served", served.Output.Text, StringComparison.Ordinal);
    }

    private static string Ask(Socket client, string question)
    {
        client.Send(Encoding.ASCII.GetBytes(question));
        byte[] answer = new byte[question.Length];
        for (int held = 0; held < answer.Length;)
        {
            int count = client.Receive(answer.AsSpan(held));
            Assert.NotEqual(0, count);
            held += count;
        }
        return Encoding.ASCII.GetString(answer);
    }

    /// <summary>The verb, running.</summary>
    private sealed class Served : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly CancellationTokenSource _abort = new();
        private readonly Task<int> _exit;

        internal Served(string line) =>
            _exit = Task.Run(() => SockeyeCommand.Run(line.Split(' '), Output, Error, _stop.Token, _abort.Token));

        internal CapturedOutput Output { get; } = new();

        internal CapturedOutput Error { get; } = new();

        internal int Port => IPEndPoint.Parse(Output.WaitForLine("Listening on ").Split(' ')[2]).Port;

        internal Socket Connect()
        {
            Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 20_000 };
            client.Connect(IPAddress.Loopback, Port);
            return client;
        }

        internal Task Abort() => _abort.CancelAsync();

        internal async Task<int> Stop()
        {
            await _stop.CancelAsync();
            return await Exit();
        }

        internal Task<int> Exit() => _exit.WaitAsync(TimeSpan.FromSeconds(20));

        public async ValueTask DisposeAsync()
        {
            await _abort.CancelAsync();
            await Stop();
            _stop.Dispose();
            _abort.Dispose();
        }
    }
}
