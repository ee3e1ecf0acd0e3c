using System.CommandLine;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary>The work that a server does for each message, as options of a verb.</summary>
internal sealed class WorkFlags
{
    private readonly Option<TimeSpan?> _delay = Options.Time("--delay", "Block the thread so long before each reply.");
    private readonly Option<TimeSpan?> _burn = Options.Time("--work", "Compute so long before each reply.");
    private readonly Option<TimeSpan?> _await = Options.Time("--await", "Wait so long before each reply, without blocking the thread.");
    private readonly Option<int?> _client = Options.Number("--delay-client", "Work only for the client of this number.", lowest: 0);

    internal WorkFlags() => _client.Validators.Add(result =>
    {
        bool works = result.Parent is { } command
            && (command.GetResult(_delay) is not null || command.GetResult(_burn) is not null || command.GetResult(_await) is not null);
        if (!works)
            result.AddError("--delay-client: says for whom; say what, too: --delay 500ms, --work 2ms or --await 500ms");
    });

    internal void AddTo(Command command)
    {
        command.Options.Add(_delay);
        command.Options.Add(_burn);
        command.Options.Add(_await);
        command.Options.Add(_client);
    }

    internal WorkOptions Read(ParseResult parsed) => new()
    {
        Delay = parsed.GetValue(_delay) ?? TimeSpan.Zero,
        Burn = parsed.GetValue(_burn) ?? TimeSpan.Zero,
        Await = parsed.GetValue(_await) ?? TimeSpan.Zero,
        Client = parsed.GetValue(_client),
    };
}
