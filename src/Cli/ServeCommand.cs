using System.CommandLine;
using System.Net;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary><c>sockeye serve</c>: one server of a model, until it is stopped.</summary>
internal static class ServeCommand
{
    internal static Command Create(CancellationToken abort)
    {
        Argument<ServerModel> model = Options.Model();
        Option<string> host = Options.Host();
        Option<int> port = Options.Port("Port to listen on; 0 takes a free one.", lowest: 0);
        Option<string?> unix = Options.Unix("Listen on a Unix socket instead of --host and --port.");
        ServerFlags limits = new();
        Option<bool> quiet = new("--quiet", "-q") { Description = "No line for each client." };

        Command serve = new("serve", "Serve clients on one model, until Ctrl-C or SIGTERM: the first drains, the second aborts.");
        serve.Arguments.Add(model);
        serve.Options.Add(host);
        serve.Options.Add(port);
        serve.Options.Add(unix);
        limits.AddTo(serve);
        serve.Options.Add(quiet);

        serve.SetAction((parsed, stop) =>
        {
            InvocationConfiguration invocation = parsed.InvocationConfiguration;
            ServerLog log = new(invocation.Output, invocation.Error, "pings", parsed.GetValue(quiet), TimeProvider.System);
            EndPoint address = parsed.GetValue(unix) is { } path
                ? Address.OfUnix(path)
                : Address.OfHost(parsed.GetRequiredValue(host), parsed.GetValue(port));
            ServerOptions options = limits.Read(parsed, address, log);
            return Serving.Run(parsed.GetRequiredValue(model), () => throw new NotSupportedException(), options, log, stop, abort);
        });
        return serve;
    }
}
