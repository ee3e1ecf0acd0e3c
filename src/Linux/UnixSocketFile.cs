using System.Text;

namespace Sockeye.Linux;

/// <summary>The file that a bound Unix socket leaves behind.</summary>
public static unsafe class UnixSocketFile
{
    // statx(2): the layout is the same on every architecture, unlike that of stat(2). stx_mode is at byte 28.
    private const int StatxBytes = 256;
    private const int ModeOffset = 28;
    private const int AtFdcwd = -100;
    private const int AtSymlinkNofollow = 0x100;
    private const uint StatxType = 1;
    private const int FormatMask = 0xF000;
    private const int FormatSocket = 0xC000;

    /// <summary>Whether a path is a socket; false where it is not there, is anything else, or this is not Linux.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Whether it is a socket.</returns>
    public static bool Exists(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!OperatingSystem.IsLinux()) return false;
        byte* status = stackalloc byte[StatxBytes];
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            return Libc.statx(AtFdcwd, name, AtSymlinkNofollow, StatxType, status) == 0
                && (*(ushort*)(status + ModeOffset) & FormatMask) == FormatSocket;
        }
    }
}
