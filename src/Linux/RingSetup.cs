using System.Diagnostics;

namespace Sockeye.Linux;

/// <summary>How a ring is asked for: the profile of a reactor, kernel 6.1 or newer.</summary>
/// <remarks>
/// One thread submits and reaps (SINGLE_ISSUER), and completions are made only when it asks (DEFER_TASKRUN): without these a
/// ring is not worth having. It begins disabled, so that the reactor's thread, not the one that made it, becomes the issuer.
/// A bad entry does not stop those behind it (SUBMIT_ALL). The completion queue is sized apart: twice the submission queue,
/// the default, overflows under multishots.
/// </remarks>
internal static unsafe class RingSetup
{
    internal const uint Flags = RingAbi.SetupSingleIssuer | RingAbi.SetupDeferTaskRun | RingAbi.SetupSubmitAll
        | RingAbi.SetupCqSize | RingAbi.SetupClamp | RingAbi.SetupDisabled;

    private const uint Features = RingAbi.FeatureSingleMmap | RingAbi.FeatureNoDrop | RingAbi.FeatureExtArg;

    // The charge for locked memory of a ring that has been closed is released late, also that of a process that has ended.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private const int PauseMilliseconds = 50;

    /// <summary>The ring's descriptor; <paramref name="parameters"/> then say what was given.</summary>
    /// <exception cref="KernelException">It was refused.</exception>
    internal static int Open(uint entries, uint completions, out RingParameters parameters)
    {
        long start = Stopwatch.GetTimestamp();
        int fd = OpenOnce(entries, completions, out parameters);
        while (fd == -Errno.ENOMEM && Stopwatch.GetElapsedTime(start) < Patience)
        {
            _ = Libc.poll(null, 0, PauseMilliseconds);
            fd = OpenOnce(entries, completions, out parameters);
        }
        KernelException.Check("io_uring_setup", fd);
        if ((parameters.Features & Features) == Features) return fd;
        _ = Sockets.Close(fd);
        throw new KernelException("io_uring_setup, features", -Errno.ENOSYS);
    }

    private static int OpenOnce(uint entries, uint completions, out RingParameters parameters)
    {
        // NO_SQARRAY came with 6.6; it saves a store an entry. io_uring_setup(2): EINVAL for a flag that is not known.
        int fd = OpenWith(Flags | RingAbi.SetupNoSqArray, entries, completions, out parameters);
        return fd == -Errno.EINVAL ? OpenWith(Flags, entries, completions, out parameters) : fd;
    }

    private static int OpenWith(uint flags, uint entries, uint completions, out RingParameters parameters)
    {
        parameters = new() { Flags = flags, CqEntries = completions };
        fixed (RingParameters* pointer = &parameters) return RingAbi.Setup(entries, pointer);
    }
}
