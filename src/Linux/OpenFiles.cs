using System.Runtime.InteropServices;

namespace Sockeye.Linux;

/// <summary>The limit on open files of this process.</summary>
public static unsafe class OpenFiles
{
    // getrlimit(2): RLIMIT_NOFILE is 7 on Linux (another number elsewhere).
    private const int RlimitNofile = 7;

    /// <summary>How many descriptors this process may have open (RLIMIT_NOFILE, soft); null where it is not known: not
    /// on Linux, or without a limit.</summary>
    public static int? Limit
    {
        get
        {
            if (!OperatingSystem.IsLinux()) return null;
            nuint* limits = stackalloc nuint[2];
            if (getrlimit(RlimitNofile, limits) != 0) return null;
            return limits[0] > int.MaxValue ? null : (int)limits[0];
        }
    }

    [DllImport("libc", EntryPoint = "getrlimit")]
    private static extern int getrlimit(int resource, nuint* limits);
}
