using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sockeye.Linux;

/// <summary>
/// The kernel's errors and what they mean to a server. Every verb of this project returns its result, or the negative of
/// one of these numbers; the predicates take that result as it is. The numbers are those of x64 and arm64 (errno(3)).
/// </summary>
public static class Errno
{
#pragma warning disable CS1591 // the names are errno(3)'s, and so is their meaning
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int EBADF = 9;
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int EFAULT = 14;
    public const int EBUSY = 16;
    public const int EEXIST = 17;
    public const int EINVAL = 22;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int ENOSPC = 28;
    public const int EPIPE = 32;
    public const int ENOSYS = 38;
    public const int EBADR = 53;
    public const int ETIME = 62;
    public const int ENONET = 64;
    public const int EPROTO = 71;
    public const int EBADFD = 77;
    public const int ENOTSOCK = 88;
    public const int ENOPROTOOPT = 92;
    public const int EOPNOTSUPP = 95;
    public const int EADDRINUSE = 98;
    public const int EADDRNOTAVAIL = 99;
    public const int ENETDOWN = 100;
    public const int ENETUNREACH = 101;
    public const int ENETRESET = 102;
    public const int ECONNABORTED = 103;
    public const int ECONNRESET = 104;
    public const int ENOBUFS = 105;
    public const int ENOTCONN = 107;
    public const int ETIMEDOUT = 110;
    public const int ECONNREFUSED = 111;
    public const int EHOSTDOWN = 112;
    public const int EHOSTUNREACH = 113;
    public const int EALREADY = 114;
    public const int EINPROGRESS = 115;
    public const int ECANCELED = 125;
#pragma warning restore CS1591

    /// <summary>Nothing to read, or no room to write, now: wait until it is ready.</summary>
    /// <param name="result">What a verb returned.</param>
    /// <returns>True if it is so.</returns>
    public static bool WouldBlock(int result) => result == -EAGAIN;

    /// <summary>A signal came first: nothing was done, call again.</summary>
    /// <param name="result">What a verb returned.</param>
    /// <returns>True if it is so.</returns>
    public static bool Interrupted(int result) => result == -EINTR;

    /// <summary>The wait was over before anything happened: no error.</summary>
    /// <param name="result">What a verb returned.</param>
    /// <returns>True if it is so.</returns>
    public static bool TimedOut(int result) => result == -ETIME;

    /// <summary>We cancelled this operation of a ring ourselves.</summary>
    /// <param name="result">What a completion brought.</param>
    /// <returns>True if it is so.</returns>
    public static bool Cancelled(int result) => result == -ECANCELED;

    /// <summary>A buffer ring was empty: the connection is well, its receive is over until a buffer returns.</summary>
    /// <param name="result">What a receive's completion brought.</param>
    /// <returns>True if it is so.</returns>
    public static bool OutOfBuffers(int result) => result == -ENOBUFS;

    /// <summary>The peer of a connection reset it, or can no longer be reached: the end of that connection, and nobody's
    /// fault here.</summary>
    /// <param name="result">What a receive or a send returned.</param>
    /// <returns>True if it is so.</returns>
    public static bool PeerGone(int result) => -result is
        ECONNRESET or EPIPE or ETIMEDOUT or ECONNABORTED or ENOTCONN
        or EHOSTUNREACH or ENETUNREACH or EHOSTDOWN or ENETDOWN or ENETRESET or ENONET or EPROTO;

    /// <summary>A failed accept that only concerns the connection it would have been: go on at once.</summary>
    /// <remarks>accept(2): Linux passes pending network errors of the new connection on, to be treated like EAGAIN. EPERM is
    /// a firewall's.</remarks>
    /// <param name="result">What an accept returned.</param>
    /// <returns>True if it is so.</returns>
    public static bool AcceptPeerFault(int result) => -result is
        ECONNABORTED or EPROTO or EPERM or ENETDOWN or ENOPROTOOPT or EHOSTDOWN or ENONET or EHOSTUNREACH or EOPNOTSUPP or ENETUNREACH
        or ECONNRESET or ETIMEDOUT;

    /// <summary>The listener itself is no longer one: stop, with the error. EINVAL follows a shutdown of it, too.</summary>
    /// <param name="result">What an accept returned.</param>
    /// <returns>True if it is so.</returns>
    public static bool ListenerBroken(int result) => -result is EBADF or EINVAL or ENOTSOCK;

    /// <summary>Descriptors or memory have run out: back off, and try again even if nothing new arrives.</summary>
    /// <param name="result">What a verb returned.</param>
    /// <returns>True if it is so.</returns>
    public static bool Shortage(int result) => -result is EMFILE or ENFILE or ENOBUFS or ENOMEM;

    /// <summary>The error as text, for a person: «Connection reset by peer (errno 104)».</summary>
    /// <param name="result">What a verb returned.</param>
    /// <returns>The text.</returns>
    public static string Text(int result) => $"{Marshal.GetPInvokeErrorMessage(-result)} (errno {-result})";

    /// <summary>The error in the words of the base library, for observers; <see cref="SocketError.SocketError"/> where it
    /// has no word.</summary>
    /// <param name="result">What a verb returned.</param>
    /// <returns>The error.</returns>
    public static SocketError ToSocketError(int result) => -result switch
    {
        <= 0 => SocketError.Success,
        EINTR => SocketError.Interrupted,
        EBADF or ECANCELED => SocketError.OperationAborted,
        EAGAIN => SocketError.WouldBlock,
        EPERM or EACCES => SocketError.AccessDenied,
        EFAULT => SocketError.Fault,
        EINVAL => SocketError.InvalidArgument,
        EMFILE or ENFILE => SocketError.TooManyOpenSockets,
        EPIPE => SocketError.Shutdown,
        ENOTSOCK => SocketError.NotSocket,
        ENOPROTOOPT => SocketError.ProtocolOption,
        EOPNOTSUPP => SocketError.OperationNotSupported,
        EADDRINUSE => SocketError.AddressAlreadyInUse,
        EADDRNOTAVAIL => SocketError.AddressNotAvailable,
        ENETDOWN => SocketError.NetworkDown,
        ENETUNREACH => SocketError.NetworkUnreachable,
        ENETRESET => SocketError.NetworkReset,
        ECONNABORTED or EPROTO => SocketError.ConnectionAborted,
        ECONNRESET => SocketError.ConnectionReset,
        ENOBUFS => SocketError.NoBufferSpaceAvailable,
        ENOTCONN => SocketError.NotConnected,
        ETIMEDOUT => SocketError.TimedOut,
        ECONNREFUSED => SocketError.ConnectionRefused,
        EHOSTDOWN => SocketError.HostDown,
        EHOSTUNREACH or ENONET => SocketError.HostUnreachable,
        EALREADY => SocketError.AlreadyInProgress,
        EINPROGRESS => SocketError.InProgress,
        _ => SocketError.SocketError,
    };
}
