using Sockeye.Cli;
using Sockeye.Lab;
using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests.Cli;

/// <summary>What is asked wrongly is told on stderr, with what would be right, and exits 2.</summary>
public class UsageTests
{
    [Theory]
    [InlineData("serve epol", "unknown model «epol»; the models are sequential, select, threads")]
    [InlineData("serve select --port 70000", "--port: «70000» is not a port from 0 to 65535")]
    [InlineData("serve select --port -1", "--port: «-1» is not a port from 0 to 65535")]
    [InlineData("serve select --port http", "--port: «http» is not a port")]
    [InlineData("serve threads --threads 0", "--threads: «0» is not a number from 1")]
    [InlineData("serve select --idle-timeout 5", "--idle-timeout: «5» is not a length of time such as 500ms, 5s or 2m, nor «off»")]
    [InlineData("serve select --delay off", "--delay: «off» is not a length of time")]
    [InlineData("serve select --delay-client 1", "--delay-client: says for whom; say what, too")]
    [InlineData("serve select --when-full maybe", "--when-full: «maybe» is none of wait, reject")]
    [InlineData("serve select --protocol http", "--protocol: «http» is none of pingpong, echo, resp")]
    [InlineData("serve select --unix /tmp/x --port 1", "--unix stands for --host and --port")]
    [InlineData("serve select --host a_b!", "neither a host name nor an address")]
    [InlineData("serve select --bogus", "--bogus")]
    [InlineData("client --rate fast", "--rate: «fast» is not a rate such as 500, 20k or 1.5m")]
    [InlineData("client -d 1s -n 5", "--duration and --pings both say when to end: give one")]
    [InlineData("client -d 1s -R 5 --rate-per-client 5", "--rate and --rate-per-client say the same: give one")]
    [InlineData("client -d 1s --connect-rate 5 --ramp 1s", "--connect-rate and --ramp say the same: give one")]
    [InlineData("client -d 1s --arrivals poisson", "--arrivals: only an open loop has arrivals; give --rate, too")]
    [InlineData("client -d 1s -R 5 --think 1s", "--rate decides when a ping is sent, and so does --think: give one")]
    [InlineData("client -m a -f b", "--message and --message-file say the same: give one")]
    [InlineData("client -f /nowhere/at/all", "--message-file: /nowhere/at/all: ")]
    [InlineData("client -f /", "--message-file: /: it is a directory")]
    [InlineData("client --depth 4 --think 5ms", "--depth keeps several pings on their way, and --think waits for the pong of one")]
    [InlineData("client --spin -d 1s", "--spin: only in an open loop is a moment waited for; give --rate, too")]
    [InlineData("client -c 2000 --rate-per-client 1m", "--rate-per-client: 2,000,000,000 pings a second are more than 1,000,000,000")]
    [InlineData("client --framing len3", "--framing: «len3» is none of line, len1")]
    [InlineData("client --framing size:0", "--framing: «size:0» is none of line, len1")]
    [InlineData("client --expect /(/", "--expect: Invalid pattern '(' at offset 1.")]
    [InlineData("client --segment 2/2", "--segment: «2/2» is not a part such as 0/2 or 1/2")]
    [InlineData("client --segment 1", "--segment: «1» is not a part such as 0/2 or 1/2")]
    [InlineData("client --segment 4/5 -c 3", "--segment: of 3 clients none is in 4/5: a part has one at least")]
    [InlineData("client --segment 1/2", "--segment: of 1 client none is in 1/2: a part has one at least")]
    [InlineData("client --cpus 3-1", "--cpus: «3-1» is not a list of cores such as 2,3 or 4-7")]
    [InlineData("client --source-ip 10.0.0.0/8", "--source-ip: 10.0.0.0/8 has more than 4096 addresses")]
    [InlineData("client --source-ip ::1", "--source-ip: ::1 is of another family than 127.0.0.1:8000")]
    [InlineData("client --source-ip here", "--source-ip: «here» is neither an address nor a network such as 127.1.0.0/28")]
    [InlineData("client --threshold p99", "--threshold: «p99» is not a limit such as 'p99<5ms', 'rate>20k' or 'failed<1%'")]
    [InlineData("client 127.0.0.1", "«127.0.0.1» is not an address such as 127.0.0.1:8000 or [::1]:8000")]
    [InlineData("client 127.0.0.1:80 --port 80", "host:port stands for --host and --port, or --unix: give the one or the others")]
    [InlineData("sweep", "sweep needs --rates, or --search: give one of them")]
    [InlineData("sweep --rates 1:2:1 --json 127.0.0.1:80", "--json 127.0.0.1:80: is that the file? Name the address before the options")]
    [InlineData("sweep --rates 1:2:1 --think 1s", "«--think» is no option of this verb")]
    [InlineData("sweep --rates 1:2:1 -R 5", "--rate is one rate, and --rates are many: give one")]
    [InlineData("sweep --search rate>20k", "--search: «rate>20k» is not missed by a higher rate; take one such as 'p99<5ms'")]
    [InlineData("sweep --search p99>5ms", "--search: «p99>5ms» is not missed by a higher rate")]
    [InlineData("calibrate --json", "--json")]
    [InlineData("calibrate --threshold p99<1s", "--threshold")]
    [InlineData("calibrate --expect any", "--expect")]
    [InlineData("sweep --rates 1:2", "--rates: «1:2» is not from:to:step, as in 1k:10k:1k or 1k:50k:*1.5")]
    [InlineData("report /nowhere/at/all.json", "/nowhere/at/all.json: ")]
    [InlineData("report /", "/: it is a directory")]
    [InlineData("merge", "merge adds up two result files or more")]
    [InlineData("merge one.json", "merge adds up two result files or more")]
    [InlineData("trace one.trace --format html --by worker", "--by: a page shows both, and its reader chooses")]
    [InlineData("trace one.trace --by client --format html", "--by: a page shows both, and its reader chooses")]
    [InlineData("trace one.trace --width 20", "--width: «20» is not a number from 40 to 1000")]
    [InlineData("soak epol", "unknown model «epol»; the models are sequential, select, threads")]
    [InlineData("soak select --toxics latency,acid", "--toxics: «acid» is none of latency, bandwidth, slow-close")]
    [InlineData("soak select --kills many", "--kills: «many» is not a number from 1 on, with or without k or m")]
    [InlineData("soak select --bytes 1TB", "--bytes: «1TB» is not a number from 1 on, with or without KiB, MiB or GiB")]
    [InlineData("soak epoll --bogus", "unknown option «--bogus»")]
    [InlineData("soak select --connections 0", "--connections: «0» is not a number from 1 to 10000")]
    [InlineData("soak --json select", "--json select: is that the file? Name the models before the options")]
    [InlineData("serve", "Required argument 'model' missing")]
    [InlineData("srve", "srve")]
    public async Task Is_refused_with_what_would_be_right(string line, string message)
    {
        (int code, string output, string error) = await Run(line);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public async Task A_core_that_there_is_not_is_refused_with_those_that_there_are()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells its cores.");
        (int code, _, string error) = await Run("client --cpus 4000");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Matches(@"^sockeye: --cpus: there is no core 4000; 0.* are to be had\n$", error);
    }

    [Fact]
    public async Task A_host_that_does_not_resolve_cannot_be_listened_on()
    {
        (int code, _, string error) = await Run("serve select --host nowhere.invalid --port 0");
        Assert.Equal(ExitCodes.CannotStart, code);
        Assert.Contains("«nowhere.invalid» does not resolve", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_too_long_for_a_Unix_socket_is_refused_before_anything_is_bound()
    {
        (int code, _, string error) = await Run($"serve select --unix /tmp/{new string('x', 200)}");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("the path has 205 bytes, and a Unix socket's has 1 to 107", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_lists_the_verbs_and_the_exit_codes()
    {
        (int code, string output, _) = await Run("--help");
        Assert.Equal(ExitCodes.Ok, code);
        string[] parts = ["serve <model>", "client", "run <model>", "models", "130 interrupted"];
        Assert.All(parts, part => Assert.Contains(part, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Models_are_listed_for_people_and_for_programs()
    {
        (_, string table, _) = await Run("models");
        (int code, string json, _) = await Run("models --json");
        Assert.Equal(ExitCodes.Ok, code);
        using System.Text.Json.JsonDocument parsed = System.Text.Json.JsonDocument.Parse(json);
        Assert.Equal(1, parsed.RootElement.GetProperty("schema").GetInt32());
        Assert.Equal(ServerCatalog.Models.Count, parsed.RootElement.GetProperty("models").GetArrayLength());
        Assert.All(ServerCatalog.Models, model => Assert.Contains(model.Name, table, StringComparison.Ordinal));
        Assert.All(Lesson.Models, model => Assert.Contains(model.Lesson!, table, StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', table);
    }

    private static async Task<(int Code, string Output, string Error)> Run(string line)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = await SockeyeCommand.Run(line.Split(' '), output, error);
        return (code, output.ToString(), error.ToString());
    }
}
