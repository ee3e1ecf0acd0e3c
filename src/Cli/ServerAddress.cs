using System.CommandLine;
using System.Globalization;
using System.Net;

namespace Sockeye.Cli;

/// <summary>Where the server listens, as a verb is told it: <c>host:port</c>, or <c>--host --port</c>, or <c>--unix</c>.</summary>
internal sealed class ServerAddress
{
    private readonly Argument<string?> _address = new("host:port")
    {
        Description = "Where the server listens; the other way to say --host and --port.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> _host = Options.Host();
    private readonly Option<int> _port = Options.Port("The server's port.", lowest: 1);
    private readonly Option<string?> _unix = Options.Unix("The server's Unix socket, instead of --host and --port.");

    // What no option is called stands where an address may, and the next word would be blamed.
    internal ServerAddress() => _address.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: ['-', ..] stray }]) result.AddError($"«{Escaped.Text(stray)}» is no option of this verb");
    });

    internal void AddTo(Command command)
    {
        command.Arguments.Add(_address);
        command.Options.Add(_host);
        command.Options.Add(_port);
        command.Options.Add(_unix);
    }

    /// <exception cref="CommandFailure">It is said twice or makes no sense (usage), or does not resolve (cannot start).</exception>
    internal EndPoint Read(ParseResult parsed)
    {
        bool named = parsed.GetResult(_host) is { Implicit: false } || parsed.GetResult(_port) is { Implicit: false };
        string? address = parsed.GetValue(_address);
        string? unix = parsed.GetValue(_unix);
        if (address is not null && (named || unix is not null))
            throw new CommandFailure(ExitCodes.Usage, "host:port stands for --host and --port, or --unix: give the one or the others");
        if (unix is not null) return Address.OfUnix(unix);
        if (address is null) return Address.OfHost(parsed.GetRequiredValue(_host), parsed.GetValue(_port));

        // The last colon: an IPv6 address stands in brackets.
        int colon = address.LastIndexOf(':');
        bool isPort = ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port);
        if (isPort && port > 0 && colon > 0)
            return Address.OfHost(address[..colon].Trim('[', ']'), port);
        throw new CommandFailure(ExitCodes.Usage, $"«{Escaped.Text(address)}» is not an address such as 127.0.0.1:8000 or [::1]:8000");
    }
}
