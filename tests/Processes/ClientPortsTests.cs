using System.Diagnostics;
using Xunit;

namespace Sockeye.Tests.Processes;

/// <summary>Ports that run out, and ports that meet themselves: the client in a network of its own (unshare(1)), where the range of
/// ports is as small as the test wants.</summary>
public class ClientPortsTests
{
    // The server listens outside of the range, and has printed that it does before the client starts.
    private const string Script = """
        ip link set lo up || exit 77
        echo "$RANGE" > /proc/sys/net/ipv4/ip_local_port_range || exit 77
        if [ -n "$SERVE" ]; then
            exec 3< <(exec $SOCKEYE serve epoll --port 15000 --quiet)
            server=$!
            read -r -u 3 listening
        fi
        $SOCKEYE client "$@"
        status=$?
        [ -z "$server" ] || kill "$server"
        exit $status
        """;

    public static TheoryData<string> Transports => ["kernel", "ring", "async"];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task I4_ports_that_run_out_have_a_name_and_an_advice_and_are_not_asked_for_again(string transport)
    {
        (int exit, string output, _) = await Run(
            "20000 20009", serve: true, "127.0.0.1:15000", "-c", "2", "-n", "30", "--reconnect-every", "1", "--transport", transport);
        // On a busy machine the measurement itself may be invalid.
        Assert.Contains(exit, new[] { 1, 3 });
        // The client closes first, so that each of the ten ports waits for a minute.
        Assert.Contains("scheduled 60 = answered 10 + failed 0", output, StringComparison.Ordinal);
        Assert.Contains("failures 2 out of local ports (no local port left for this address; wait", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task I5_a_client_that_is_connected_to_itself_is_refused(string transport)
    {
        (int exit, _, string error) = await Run("20000 20001", serve: false, "127.0.0.1:20000", "-n", "3", "--transport", transport);
        Assert.Equal(4, exit);
        Assert.Contains("cannot connect to 127.0.0.1:20000: connected to itself", error, StringComparison.Ordinal);
    }

    private static async Task<(int, string, string)> Run(string range, bool serve, params string[] arguments)
    {
        foreach (string command in (string[])["unshare", "ip", "bash"]) Assert.SkipUnless(ServeProcess.Has(command), $"no {command} here");
        using Process process = Process.Start(new ProcessStartInfo("unshare", ["-rn", "bash", "-c", Script, "bash", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["SOCKEYE"] = string.Join(' ', ServeProcess.Command),
                ["RANGE"] = range,
                ["SERVE"] = serve ? "1" : "",
            },
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(30)))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
        bool refused = process.ExitCode == 77 || (await error).StartsWith("unshare:", StringComparison.Ordinal);
        Assert.SkipWhen(refused, $"no network of one's own here: {(await error).Trim()}");
        return (process.ExitCode, await output, await error);
    }
}
