using System.CommandLine;
using System.Net;
using Sockeye.Servers;

namespace Sockeye.Cli;

/// <summary>The option <c>--json</c> of a verb whose arguments are models, or an address: with a file or, without one, instead of its
/// text.</summary>
internal sealed class JsonFlag
{
    private readonly Option<string?> _file;

    /// <param name="schema">The file in docs/schema that describes it.</param>
    internal JsonFlag(string schema)
    {
        _file = new("--json")
        {
            Description = $"Write JSON, as docs/schema/{schema} describes it, into a file; without one to the output, instead of text.",
            HelpName = "file",
            Arity = ArgumentArity.ZeroOrOne,
        };
        _file.Validators.Add(result =>
        {
            // The word after an option is the option's: a model, or an address, would be taken for a file there.
            if (result.Tokens is not [{ Value: var file }]) return;
            if (ServerCatalog.Find(file) is { } model)
                result.AddError($"--json {model.Name}: is that the file? Name the models before the options");
            if (IPEndPoint.TryParse(file, out IPEndPoint? address) && address.Port != 0)
                result.AddError($"--json {address}: is that the file? Name the address before the options");
        });
    }

    internal void AddTo(Command command) => command.Options.Add(_file);

    /// <summary>The file; null where there is none.</summary>
    internal string? Path(ParseResult parsed) => parsed.GetValue(_file);

    /// <summary>Whether the output is to hold JSON, and nothing else.</summary>
    internal bool IsOutput(ParseResult parsed) => parsed.GetResult(_file) is { Implicit: false } && Path(parsed) is null;
}
