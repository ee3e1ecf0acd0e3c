namespace Sockeye.Cli;

/// <summary>What the command's exit code says; the same for every verb, and printed by its help.</summary>
internal static class ExitCodes
{
    /// <summary>It went well.</summary>
    internal const int Ok = 0;

    /// <summary>A check or a threshold failed: a ping without its pong, a client that was aborted; or the output cannot be
    /// written.</summary>
    internal const int Failed = 1;

    /// <summary>The command line cannot be understood, or names a model that this machine refuses.</summary>
    internal const int Usage = 2;

    /// <summary>The measurement is not valid, so its numbers are not to be used.</summary>
    internal const int Invalid = 3;

    /// <summary>It cannot start, bind or connect.</summary>
    internal const int CannotStart = 4;

    /// <summary>Ctrl-C ended it early.</summary>
    internal const int Interrupted = 130;

    /// <summary>All of them in one line, for the help.</summary>
    internal const string Summary =
        "Exit codes: 0 ok, 1 a check or limit failed, 2 usage, 3 measurement invalid, 4 cannot start, bind or connect, 130 interrupted.";
}
