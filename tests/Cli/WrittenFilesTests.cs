using Sockeye.Cli;
using Xunit;

namespace Sockeye.Tests.Cli;

public sealed class WrittenFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sockeye-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Hold_what_they_held_until_something_is_written()
    {
        string old = In("old");
        File.WriteAllText(old, "a long one");
        string made = In("folder/new");
        using (new WrittenFiles(old, null, made)) Assert.True(File.Exists(made));
        Assert.Equal(("a long one", false), (File.ReadAllText(old), File.Exists(made)));

        using (WrittenFiles files = new(old, made))
        {
            files.Write(old, file => file.Write("short"));
            files.Write(null, _ => Assert.Fail("nobody asked for it"));
        }
        Assert.Equal(("short", false), (File.ReadAllText(old), File.Exists(made)));
    }

    [Fact]
    public void A_directory_is_called_one_and_leaves_no_file_behind()
    {
        string made = In("made");
        CommandFailure failure = Assert.Throws<CommandFailure>(() => new WrittenFiles(made, _folder));
        Assert.Equal((ExitCodes.CannotStart, $"cannot write {_folder}: it is a directory"), (failure.ExitCode, failure.Message));
        Assert.False(File.Exists(made));
    }

    [Fact]
    public void One_that_fails_in_the_end_does_not_keep_the_others_from_being_written()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "no /dev/full here");
        string second = In("second");
        using WrittenFiles files = new("/dev/full", second);
        files.Write("/dev/full", file => file.Write("lost"));
        files.Write(second, file => file.Write("kept"));
        using StringWriter told = new();
        CommandFailure failure = Assert.Throws<CommandFailure>(() => files.Tell(told));
        Assert.Equal(ExitCodes.Failed, failure.ExitCode);
        Assert.StartsWith("cannot write /dev/full: No space left on device", failure.Message, StringComparison.Ordinal);
        Assert.Equal(($"wrote {second}\n", "kept"), (told.ToString(), File.ReadAllText(second)));
    }

    [Fact]
    public void One_that_is_written_meanwhile_holds_what_it_held_until_it_begins()
    {
        (string old, string made, string begun) = (In("old"), In("made"), In("begun"));
        File.WriteAllText(old, "a long one");
        using (WrittenFiles files = new(old, made, begun))
        {
            files[made].WriteByte((byte)'x');
            files.Begin(begun);
        }
        Assert.Equal(("a long one", false, ""), (File.ReadAllText(old), File.Exists(made), File.ReadAllText(begun)));

        using (WrittenFiles files = new(old))
        {
            files.Begin(old);
            files[old].Write("short"u8);
        }
        Assert.Equal("short", File.ReadAllText(old));
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a", "b/../a")]
    public void One_cannot_hold_two_things(string one, string other) =>
        Assert.Equal(ExitCodes.Usage, Assert.Throws<CommandFailure>(() => new WrittenFiles(In(one), In(other))).ExitCode);

    private string In(string name) => Path.Combine(_folder, name);
}
