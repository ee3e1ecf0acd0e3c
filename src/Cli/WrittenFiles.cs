using System.Text;

namespace Sockeye.Cli;

/// <summary>The files that a verb writes what it found to, told of in one line.</summary>
internal sealed class WrittenFiles
{
    // They are read by programs: no mark in front.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly List<string> _paths = [];

    /// <summary>Writes one, and its directory where that is missing.</summary>
    /// <exception cref="CommandFailure">It cannot be written (a check failed: what was found is not lost by it).</exception>
    internal void Write(string path, Action<TextWriter> contents)
    {
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            using StreamWriter file = new(path, append: false, Utf8);
            contents(file);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Failed, $"cannot write {Escaped.Text(path)}: {unwritable.Message}", unwritable);
        }
        _paths.Add(path);
    }

    /// <summary>Says which they are, if there are any.</summary>
    internal void Tell(TextWriter told)
    {
        if (_paths.Count > 0) told.WriteLine($"wrote {string.Join("  ", _paths)}");
    }
}
