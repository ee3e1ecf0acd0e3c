using System.Text;

namespace Sockeye.Cli;

/// <summary>The process' output, as long as it can be written to. Verbs write from any thread, and none could do anything about a full
/// disk: so the first failure is kept here, what comes after it goes nowhere, and the verb is asked to stop.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="failed">Is called once, when that has failed.</param>
internal sealed class CommandOutput(TextWriter output, Action failed) : TextWriter(output.FormatProvider)
{
    private IOException? _fault;

    /// <summary>Why something could not be written; null where all was. A pipe that its reader has closed is no failure: the runtime
    /// writes nothing to it, and says nothing.</summary>
    internal IOException? Fault => _fault;

    public override Encoding Encoding => output.Encoding;

    public override void Write(char value) => Attempt(() => output.Write(value));

    public override void Write(string? value) => Attempt(() => output.Write(value));

    public override void Write(char[] buffer, int index, int count) => Attempt(() => output.Write(buffer, index, count));

    public override void WriteLine() => Attempt(output.WriteLine);

    // In one piece: the lines of several threads do not run into each other.
    public override void WriteLine(string? value) => Attempt(() => output.WriteLine(value));

    public override void Flush() => Attempt(output.Flush);

    private void Attempt(Action write)
    {
        if (_fault is not null) return;
        try
        {
            write();
        }
        catch (IOException refused)
        {
            if (Interlocked.CompareExchange(ref _fault, refused, null) is null) failed();
        }
    }
}
