using System.Text;

namespace Sockeye.Tests.Cli;

/// <summary>A writer whose lines can be awaited while others write.</summary>
internal sealed class CapturedOutput : TextWriter
{
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.UTF8;

    internal string Text
    {
        get
        {
            lock (_text) return _text.ToString();
        }
    }

    public override void Write(char value)
    {
        lock (_text)
        {
            _text.Append(value);
            Monitor.PulseAll(_text);
        }
    }

    public override void Write(string? value)
    {
        lock (_text)
        {
            _text.Append(value);
            Monitor.PulseAll(_text);
        }
    }

    /// <summary>Waits until a whole line contains a text, and returns that line.</summary>
    internal string WaitForLine(string part)
    {
        long deadline = Environment.TickCount64 + 20_000;
        lock (_text)
        {
            while (true)
            {
                string[] lines = _text.ToString().Split('\n');
                if (Array.Find(lines[..^1], line => line.Contains(part, StringComparison.Ordinal)) is { } found) return found;
                long left = deadline - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(_text, (int)left)) throw new TimeoutException($"No line with «{part}» in:\n{_text}");
            }
        }
    }
}
