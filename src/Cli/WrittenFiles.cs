using System.Text;

namespace Sockeye.Cli;

/// <summary>The files that a verb writes what it found to. They are opened before it begins: that a file cannot be written is worth
/// knowing before a measurement, and not after it. What stands in them stays until something is written.</summary>
internal sealed class WrittenFiles : IDisposable
{
    // The writer in front of a file has a buffer. The recorder of a trace writes whole chunks: what it has written stands in the file, even
    // if the process is killed.
    private const int Unbuffered = 0;

    // They are read by programs: no mark in front.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Dictionary<string, FileStream> _open = [];
    private readonly List<string> _made = [];
    private readonly List<string> _written = [];
    private readonly List<(string Path, Exception Cause)> _failed = [];

    /// <summary>Opens files, and makes the directories that are missing.</summary>
    /// <param name="paths">Their paths; null for a file that nobody asked for.</param>
    /// <exception cref="CommandFailure">One cannot be written (cannot start), or is asked for twice (usage).</exception>
    internal WrittenFiles(params IEnumerable<string?> paths)
    {
        string[] asked = [.. paths.OfType<string>()];
        if (asked.GroupBy(Path.GetFullPath).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new CommandFailure(ExitCodes.Usage, $"{Escaped.Text(twice.First())} is to hold two things: give each a file");
        foreach (string path in asked)
        {
            try
            {
                Open(path);
            }
            catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
            {
                Dispose();
                throw FileFailure.OfWriting(ExitCodes.CannotStart, path, unwritable);
            }
        }
    }

    /// <summary>One that is written while the verb works, and not in the end: until <see cref="Begin"/> it holds what it held.</summary>
    internal Stream this[string path] => _open[path];

    /// <summary>From now on one is written: what it held is gone.</summary>
    internal void Begin(string path)
    {
        _made.Remove(path);
        // A pipe or a device has no length, and cannot be cut.
        if (_open[path] is { CanSeek: true, Length: > 0 } old) old.SetLength(0);
    }

    /// <summary>Writes one. That it fails is told by <see cref="Tell"/>: the others are written all the same.</summary>
    /// <param name="path">Its path, out of those that were opened; null: nobody asked for it.</param>
    /// <param name="contents">What to write.</param>
    internal void Write(string? path, Action<TextWriter> contents)
    {
        if (path is null) return;
        try
        {
            Begin(path);
            using StreamWriter file = new(_open[path], Utf8);
            contents(file);
            file.Flush();
            _written.Add(path);
        }
        catch (IOException unwritable)
        {
            _failed.Add((path, unwritable));
        }
    }

    /// <summary>Says which were written, if there are any.</summary>
    /// <exception cref="CommandFailure">One could not be (a check failed: what was found is not lost by it).</exception>
    internal void Tell(TextWriter told)
    {
        if (_written.Count > 0) told.WriteLine($"wrote {string.Join("  ", _written)}");
        if (_failed is [var (path, cause), ..]) throw FileFailure.OfWriting(ExitCodes.Failed, path, cause);
    }

    /// <summary>Closes them; those that were made for nothing are gone.</summary>
    public void Dispose()
    {
        foreach (FileStream file in _open.Values) file.Dispose();
        foreach (string path in _made) File.Delete(path);
        _made.Clear();
    }

    private void Open(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        bool isNew = !File.Exists(path);
        _open[path] = new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, Unbuffered);
        if (isNew) _made.Add(path);
    }
}
