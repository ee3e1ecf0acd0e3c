namespace Sockeye.Cli;

/// <summary>Why a file can be neither read nor written, as people say it.</summary>
internal static class FileFailure
{
    /// <summary>The reason. To the runtime a directory in the place of a file is a lack of rights.</summary>
    internal static string Reason(string path, Exception cause) =>
        cause is UnauthorizedAccessException && Directory.Exists(path) ? "it is a directory" : cause.Message;

    /// <summary>That a file cannot be written.</summary>
    internal static CommandFailure OfWriting(int exitCode, string path, Exception cause) =>
        new(exitCode, $"cannot write {Escaped.Text(path)}: {Reason(path, cause)}", cause);
}
