using System.CommandLine;
using System.Globalization;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary>The work that a server does for each message, as options of a verb.</summary>
internal sealed class WorkFlags
{
    private readonly Option<TimeSpan?> _delay = Options.Time("--delay", "Block the thread so long before each reply.");
    private readonly Option<TimeSpan?> _burn = Options.Time("--work", "Compute so long before each reply.");
    private readonly Option<TimeSpan?> _await = Options.Time("--await", "Wait so long before each reply, without blocking the thread.");
    private readonly Option<(int First, int Last)?> _client = new("--delay-client")
    {
        Description = "Work only for the client of this number, or from one to another: 1, or 0-3.",
        HelpName = "number|from-to",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            string[] ends = text.Split('-');
            if (ends.Length <= 2 && Number(ends[0], out int first) && Number(ends[^1], out int last) && first <= last) return (first, last);
            result.AddError($"--delay-client: «{Escaped.Text(text)}» is not a client's number such as 1, nor several such as 0-3");
            return null;
        },
    };

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
        Client = parsed.GetValue(_client)?.First,
        Clients = parsed.GetValue(_client) is { } clients ? clients.Last - clients.First + 1 : 1,
    };

    private static bool Number(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < int.MaxValue;
}
