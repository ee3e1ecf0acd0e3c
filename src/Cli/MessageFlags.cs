using System.CommandLine;
using System.Text.RegularExpressions;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>What is said, and which reply is right, as options of a verb.</summary>
internal sealed class MessageFlags
{
    private const int MostBytes = MessageFraming.MostBytes;

    private readonly Option<string?> _protocol = Options.OneOf(
        "--protocol", "Message, framing and right reply at once. Default: pingpong.", "pingpong", "echo", "resp");

    private readonly Option<string?> _message = new("--message", "-m")
    {
        Description = "What a ping says, without its framing; {client} and {seq} stand for numbers, other braces for themselves.",
        HelpName = "text",
    };

    private readonly Option<string?> _file = new("--message-file", "-f")
    {
        Description = "The same, out of a file; the line feed at its end is the framing's, where that is a line.",
        HelpName = "path",
    };

    private readonly Option<int?> _size =
        Options.Number("--size", "Fill a ping up to so many bytes; a longer one stays as it is.", highest: MostBytes);

    private readonly Option<string?> _expect = new("--expect")
    {
        Description = "The right reply: a text, /a regular expression/, or «any». Default: the protocol's, and any with --message.",
        HelpName = "text",
    };

    private readonly Option<string?> _framing = Options.OneOf(
        "--framing",
        "Where a message and its reply end: a line, a length of 1, 2 or 4 bytes before it (le: lowest byte first), size:N for replies of N "
            + "bytes. Default: the protocol's.",
        accept: IsFraming, "line", "len1", "len2", "len4", "len2le", "len4le", "resp", "size:N");

    private Option[] All => [_protocol, _message, _file, _size, _expect, _framing];

    /// <summary>What is said.</summary>
    internal void AddPingTo(Command command)
    {
        foreach (Option option in (Option[])[_protocol, _message, _file, _size, _framing]) command.Options.Add(option);
    }

    /// <summary>Which reply is right.</summary>
    internal void AddReplyTo(Command command) => command.Options.Add(_expect);

    internal bool Given(ParseResult parsed) => All.Any(option => parsed.GetResult(option) is { Implicit: false });

    /// <exception cref="CommandFailure">Two of them contradict each other, or the file cannot be read (usage).</exception>
    internal ClientPlan Apply(ParseResult parsed, ClientPlan plan)
    {
        if (parsed.GetValue(_message) is not null && parsed.GetValue(_file) is not null)
            throw new CommandFailure(ExitCodes.Usage, "--message and --message-file say the same: give one");
        plan = plan with
        {
            Protocol = parsed.GetValue(_protocol) switch
            {
                "echo" => PingProtocol.Echo,
                "resp" => PingProtocol.Resp,
                _ => PingProtocol.PingPong,
            },
            MessageBytes = parsed.GetValue(_size),
            Expect = parsed.GetValue(_expect) is { } expect ? Expected(expect) : null,
            Framing = parsed.GetValue(_framing) is { } framing ? FramingOf(framing) : null,
        };
        return plan with { Message = parsed.GetValue(_file) is { } path ? Contents(path, plan) : parsed.GetValue(_message) };
    }

    private static string Contents(string path, ClientPlan plan)
    {
        try
        {
            string text = File.ReadAllText(path);
            // An editor ends a file with a line feed, and so does this framing each message: what is sent is the file, byte by byte.
            bool isLine = plan.Framing is { } framing ? framing == MessageFraming.Line : plan.Protocol != PingProtocol.Resp;
            return isLine && text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(
                ExitCodes.Usage, $"--message-file: {Escaped.Text(path)}: {FileFailure.Reason(path, unreadable)}", unreadable);
        }
    }

    private static Expectation Expected(string text) => text switch
    {
        "any" => Expectation.Anything,
        ['/', .. var pattern, '/'] => new(ExpectationKind.Regex, Pattern(pattern)),
        _ => new(ExpectationKind.Text, text),
    };

    private static string Pattern(string pattern)
    {
        try
        {
            return new Regex(pattern).ToString();
        }
        catch (RegexParseException broken)
        {
            throw new CommandFailure(ExitCodes.Usage, $"--expect: {broken.Message}", broken);
        }
    }

    private static bool IsFraming(string text) =>
        text.StartsWith("size:", StringComparison.Ordinal) && int.TryParse(text.AsSpan(5), out int bytes) && bytes is > 0 and <= MostBytes;

    private static MessageFraming FramingOf(string text) => text switch
    {
        "line" => MessageFraming.Line,
        "len1" => new(FramingKind.LengthPrefix, 1),
        "len2" => new(FramingKind.LengthPrefix, 2),
        "len4" => new(FramingKind.LengthPrefix, 4),
        "len2le" => new(FramingKind.LengthPrefix, 2, LittleEndian: true),
        "len4le" => new(FramingKind.LengthPrefix, 4, LittleEndian: true),
        "resp" => new(FramingKind.Resp),
        _ => new(FramingKind.FixedSize, int.Parse(text.AsSpan(5), System.Globalization.CultureInfo.InvariantCulture)),
    };
}
