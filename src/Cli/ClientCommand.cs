using System.CommandLine;
using System.Net;
using Sockeye.Lab;
using Sockeye.Load;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary><c>sockeye client</c>: ping/pong clients against any server, in this process or not.</summary>
internal static class ClientCommand
{
    internal static Command Create()
    {
        Option<string> host = Options.Host();
        Option<int> port = Options.Port("The server's port.", lowest: 1);
        Option<string?> unix = Options.Unix("The server's Unix socket, instead of --host and --port.");
        ClientFlags flags = new();

        Command client = new("client", "Start clients in parallel; each sends pings and checks every pong.");
        client.Options.Add(host);
        client.Options.Add(port);
        client.Options.Add(unix);
        flags.AddTo(client);

        client.SetAction((parsed, stop) =>
        {
            EndPoint server = parsed.GetValue(unix) is { } path
                ? Address.OfUnix(path)
                : Address.OfHost(parsed.GetRequiredValue(host), parsed.GetValue(port));
            return Run(parsed, flags, flags.Read(parsed, server), stop);
        });
        return client;
    }

    private static async Task<int> Run(ParseResult parsed, ClientFlags flags, ClientPlan plan, CancellationToken stop)
    {
        if (Preflight.Refusal(plan) is { } refusal) throw new CommandFailure(ExitCodes.CannotStart, refusal);
        using (PongLines nowhere = new(TextWriter.Null)) await WarmUp.Run(ServerCatalog.Models[0], nowhere, stop);
        LoadResult result;
        using (ShownClients shown = flags.Show(parsed, plan)) result = await LoadGenerator.Run(plan, shown, stop);

        TextWriter output = parsed.InvocationConfiguration.Output;
        if (flags.Json(parsed)) LoadReport.Of(result).Write(output);
        else if (!LoadVerdict.NobodyConnected(result)) LoadSummary.Write(output, result);
        if (LoadVerdict.NobodyConnected(result)) throw new CommandFailure(ExitCodes.CannotStart, LoadVerdict.Reason(result));
        return LoadVerdict.ExitCode(result);
    }
}
