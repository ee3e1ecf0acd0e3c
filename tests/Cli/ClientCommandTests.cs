using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sockeye.Cli;
using Sockeye.Tests.Load;
using Xunit;

namespace Sockeye.Tests.Cli;

public partial class ClientCommandTests
{
    [Fact]
    public async Task Every_pong_is_a_line_and_the_summary_comes_last()
    {
        await using ScriptedServer server = new((peer, _) => peer.Pong());
        (int code, string output, string error) = await Sockeye("client", "--port", Port(server), "--num-clients", "2", "--pings", "3");

        Assert.Equal((ExitCodes.Ok, ""), (code, error));
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(12, lines.Length);
        Assert.All(lines[..6], line => Assert.Matches(PongLine(), line));
        Assert.Equal(3, lines[..6].Count(line => line.StartsWith("Client #1: ", StringComparison.Ordinal)));
        Assert.StartsWith("order of pongs  ", lines[6], StringComparison.Ordinal);
        Assert.StartsWith("wall  ", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, false, 206)]
    [InlineData(201, false, 6)]
    [InlineData(201, true, 207)]
    public async Task Beyond_200_pongs_only_the_summary_is_written(int pings, bool verbose, int lines)
    {
        await using ScriptedServer server = new((peer, _) => peer.Pong());
        (int code, string output, _) = await Sockeye(
            ["client", "--port", Port(server), "--pings", $"{pings}", .. verbose ? new[] { "--verbose" } : []]);
        Assert.Equal(ExitCodes.Ok, code);
        Assert.Equal(lines, output.Count(letter => letter == '\n'));
    }

    [Fact]
    public async Task JSON_stands_alone_on_the_output()
    {
        await using ScriptedServer server = new((peer, _) => peer.Pong());
        (int code, string output, _) = await Sockeye("client", "--port", Port(server), "--json");
        Assert.Equal(ExitCodes.Ok, code);
        using JsonDocument report = JsonDocument.Parse(output);
        Assert.Equal(10, report.RootElement.GetProperty("counts").GetProperty("answered").GetInt32());
    }

    [Fact]
    public async Task A_ping_without_its_pong_is_a_failure()
    {
        await using ScriptedServer server = new(async (peer, _) =>
        {
            await peer.Line();
            await peer.Send("pang\n");
            await peer.Silence();
        });
        (int code, string output, _) = await Sockeye("client", "--port", Port(server));
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("Client #0: wrong reply (expected «pong 0 1», got «pang» (differs at byte 1))\n", output, StringComparison.Ordinal);
        Assert.Contains("failures        1 wrong reply", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_listens_it_says_how_to_start_a_server()
    {
        using Socket silent = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)silent.LocalEndPoint!).Port;
        (int code, string output, string error) = await Sockeye("client", "--port", $"{port}");
        Assert.Equal(ExitCodes.CannotStart, code);
        Assert.Equal("Client #0: refused (nobody listens there)\n", output);
        Assert.Equal(
            $"sockeye: cannot connect to 127.0.0.1:{port}: refused (nobody listens there); "
                + $"start a server: sockeye serve sequential --port {port}\n",
            error);
    }

    [Fact]
    public async Task An_interruption_prints_the_partial_summary()
    {
        using CancellationTokenSource stop = new();
        await using ScriptedServer server = new(async (peer, _) =>
        {
            await peer.Pong(3);
            await peer.Line();
            await stop.CancelAsync();
            await peer.Silence();
        });
        (int code, string output, _) = await Sockeye(stop.Token, "client", "--port", Port(server));
        Assert.Equal(ExitCodes.Interrupted, code);
        Assert.Contains("10 = 3 answered + 0 failed + 0 timed out + 1 in flight + 6 never sent\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--num-clients", "0")]
    [InlineData("--pings", "0")]
    [InlineData("--delay-between", "5")]
    [InlineData("--timeout", "off")]
    [InlineData("--port", "0")]
    [InlineData("--port", "65536")]
    public async Task Bad_usage(string option, string value)
    {
        (int code, string output, string error) = await Sockeye("client", option, value);
        Assert.Equal((ExitCodes.Usage, ""), (code, output));
        Assert.Contains($"{option}: «{value}» is not a ", error, StringComparison.Ordinal);
    }

    private static string Port(ScriptedServer server) => $"{((IPEndPoint)server.EndPoint).Port}";

    private static Task<(int, string, string)> Sockeye(params string[] args) => Sockeye(TestContext.Current.CancellationToken, args);

    private static async Task<(int, string, string)> Sockeye(CancellationToken stop, params string[] args)
    {
        StringWriter output = new();
        StringWriter error = new();
        int code = await SockeyeCommand.Run(args, output, error, stop);
        return (code, output.ToString(), error.ToString());
    }

    [GeneratedRegex(@"^Client #[01]: pong [123]/3  \d+\.\d\d ms$")]
    private static partial Regex PongLine();
}
