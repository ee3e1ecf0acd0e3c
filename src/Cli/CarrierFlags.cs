using System.CommandLine;
using System.Globalization;
using System.Net;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>What carries the pings, threads, cores and addresses, as options of a verb.</summary>
internal sealed class CarrierFlags
{
    private static readonly ClientPlan Defaults = new();

    private readonly Option<int?> _workers =
        Options.Number("--workers", $"Threads that carry the clients. Default: {Defaults.Workers}.", highest: 1024);

    private readonly Option<string?> _cpus = new("--cpus")
    {
        Description = "Cores to pin them to: 2,3 or 4-7; of an open loop, they have these for themselves in this process. Linux.",
        HelpName = "list",
    };

    private readonly Option<string?> _transport = Options.OneOf(
        "--transport",
        "The kernel's own calls through a ring (io_uring) or over epoll, or the runtime's sockets. Default: the first to be had.",
        "auto", "ring", "kernel", "async");

    private readonly Option<string[]> _sourceIp = new("--source-ip")
    {
        Description = "Addresses of this machine to connect from, in turn: 127.0.0.2,127.0.0.3 or 127.1.0.0/28.",
        HelpName = "list|CIDR",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _spin = new("--spin")
    {
        Description = "Spin until a ping of an open loop is due, instead of sleeping: exact, and takes a core.",
    };

    private Option[] All => [_workers, _cpus, _transport, _sourceIp, _spin];

    /// <summary>What carries the pings.</summary>
    internal void AddThreadsTo(Command command)
    {
        foreach (Option option in (Option[])[_workers, _cpus, _transport, _spin]) command.Options.Add(option);
    }

    /// <summary>Where they come from.</summary>
    internal void AddSourcesTo(Command command) => command.Options.Add(_sourceIp);

    internal bool Given(ParseResult parsed) => All.Any(option => parsed.GetResult(option) is { Implicit: false });

    /// <exception cref="CommandFailure">A list cannot be understood, or does not fit the plan or this machine (usage).</exception>
    internal ClientPlan Apply(ParseResult parsed, ClientPlan plan)
    {
        if (parsed.GetValue(_spin) && plan.Rate is null)
            throw new CommandFailure(ExitCodes.Usage, "--spin: only in an open loop is a moment waited for; give --rate, too");
        ClientPlan carried = Read(parsed, plan);
        OnlineCores.Check(_cpus.Name, carried.Cpus);
        if (carried.SourceAddresses.FirstOrDefault(source => source.AddressFamily != plan.EndPoint.AddressFamily) is { } foreign)
            throw new CommandFailure(ExitCodes.Usage, $"--source-ip: {foreign} is of another family than {plan.EndPoint}");
        return carried;
    }

    private ClientPlan Read(ParseResult parsed, ClientPlan plan) => plan with
    {
        Workers = parsed.GetValue(_workers) ?? Defaults.Workers,
        Cpus = parsed.GetValue(_cpus) is { } cpus ? CpuList(cpus) : [],
        Transport = parsed.GetValue(_transport) switch
        {
            "kernel" => Transport.Kernel,
            "ring" => Transport.Ring,
            "async" => Transport.Async,
            _ => Transport.Auto,
        },
        SourceAddresses = [.. (parsed.GetValue(_sourceIp) ?? []).SelectMany(Addresses)],
        Spin = parsed.GetValue(_spin),
    };

    internal static IReadOnlyList<int> CpuList(string text)
    {
        List<int> cpus = [];
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !Number(ends[0], out int first) || !Number(ends[^1], out int last) || last < first)
                throw new CommandFailure(ExitCodes.Usage, $"--cpus: «{Escaped.Text(text)}» is not a list of cores such as 2,3 or 4-7");
            cpus.AddRange(Enumerable.Range(first, last - first + 1));
        }
        return cpus;
    }

    private static IReadOnlyList<IPAddress> Addresses(string text)
    {
        try
        {
            return SourceAddress.Parse(text);
        }
        catch (FormatException unclear)
        {
            throw new CommandFailure(ExitCodes.Usage, $"--source-ip: {Escaped.Text(unclear.Message)}", unclear);
        }
    }

    private static bool Number(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < 4096;
}
