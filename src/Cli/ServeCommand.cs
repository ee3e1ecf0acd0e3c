using System.CommandLine;
using System.Net;
using Sockeye.Lab;
using Sockeye.Protocols;
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
        Option<string?> protocol = Options.OneOf(
            "--protocol",
            $"What is said. Default: {ProtocolCatalog.Protocols[0].Name}.",
            [.. ProtocolCatalog.Protocols.Select(entry => entry.Name)]);
        WorkFlags work = new();
        ServerFlags limits = new();
        TraceFlag trace = new();
        AccountFlag accounts = new();
        Option<bool> quiet = new("--quiet", "-q") { Description = "No line for each client." };

        Command serve = new("serve", "Serve clients on one model, until Ctrl-C or SIGTERM: the first drains, the second aborts.");
        serve.Arguments.Add(model);
        serve.Options.Add(host);
        serve.Options.Add(port);
        serve.Options.Add(unix);
        serve.Options.Add(protocol);
        work.AddTo(serve);
        limits.AddTo(serve);
        serve.Options.Add(quiet);
        trace.AddTo(serve);
        accounts.AddTo(serve);

        serve.Validators.Add(result =>
        {
            bool named = result.GetResult(host) is { Implicit: false } || result.GetResult(port) is { Implicit: false };
            if (named && result.GetResult(unix) is not null)
                result.AddError("--unix stands for --host and --port: give the one or the others");
        });

        serve.SetAction(async (parsed, stop) =>
        {
            string spoken = parsed.GetValue(protocol) ?? ProtocolCatalog.Protocols[0].Name;
            Func<IProtocol> conversation = Work.Around(ProtocolCatalog.Find(spoken)!.Create, work.Read(parsed));
            EndPoint address = parsed.GetValue(unix) is { } path
                ? Address.OfUnix(path)
                : Address.OfHost(parsed.GetRequiredValue(host), parsed.GetValue(port));

            InvocationConfiguration invocation = parsed.InvocationConfiguration;
            string noun = spoken == "pingpong" ? "ping" : "message";
            ServerLog log = new(invocation.Output, invocation.Error, noun, parsed.GetValue(quiet), TimeProvider.System);
            ServerModel served = parsed.GetRequiredValue(model);
            using WrittenFiles files = accounts.Open(parsed, trace.Path(parsed));
            using TraceRecorder? recorder = trace.Prepare(parsed, files, served.Name, plan: null);
            ServerAccount? account = accounts.Keep(parsed);
            ServerObserver observer = account is null ? log : new ServerObservers(account, log);
            ServerOptions options = limits.Read(parsed, address, ServerTracer.Beside(observer, recorder));
            int code = await Serving.Run(served, conversation, options, log, Listens, Conclude, stop, abort);
            trace.End(parsed, recorder, invocation.Error);
            return code;

            void Listens(IServer server)
            {
                trace.Begin(parsed, files, recorder);
                foreach (string unmet in limits.Unmet(parsed, served, server)) log.Complain($"sockeye: warning: {unmet}");
            }

            void Conclude(ServerSummary summary, ServerStatus held) =>
                accounts.Write(parsed, account?.Conclude(served.Name, summary, held), files);
        });
        return serve;
    }
}
