using System.Text;
using Sockeye.Cli;
using Xunit;

namespace Sockeye.Tests.Cli;

public class CommandOutputTests
{
    [Fact]
    public void The_first_failure_is_kept_told_once_and_ends_the_writing()
    {
        using FullDisk disk = new();
        int told = 0;
        using CommandOutput output = new(disk, () => told++);
        output.WriteLine("one");
        Assert.Null(output.Fault);
        disk.IsFull = true;
        output.WriteLine("two");
        output.Write("three");
        disk.IsFull = false;
        output.WriteLine("four");
        output.Flush();
        Assert.Equal(("no space", 1, "one\n"), (output.Fault?.Message, told, disk.Text));
    }

    private sealed class FullDisk : TextWriter
    {
        private readonly StringBuilder _text = new();

        public override Encoding Encoding => Encoding.UTF8;

        internal bool IsFull { get; set; }

        internal string Text => _text.ToString();

        public override void Write(char value)
        {
            if (IsFull) throw new IOException("no space");
            _text.Append(value);
        }
    }
}
