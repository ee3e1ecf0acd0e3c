using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Sockeye.Linux;

/// <summary>The addresses of a socket's two ends. Nothing is made, or allocated, before somebody asks.</summary>
public static unsafe class SocketName
{
    internal const int FamilyUnix = 1, FamilyIPv4 = 2, FamilyIPv6 = 10;

    private const int MaximumBytes = 128; // sizeof(struct sockaddr_storage), socket(7)

    /// <summary>The address of this end (getsockname(2)): of a listener on port 0, with the port that was chosen.</summary>
    /// <param name="fd">The socket.</param>
    /// <returns>The address; null if the descriptor has none.</returns>
    public static EndPoint? Local(int fd)
    {
        byte* name = stackalloc byte[MaximumBytes];
        uint length = MaximumBytes;
        return Libc.getsockname(fd, name, &length) < 0 ? null : Decode(name, length);
    }

    /// <summary>The address of the other end (getpeername(2)). A Unix client has an empty one.</summary>
    /// <param name="fd">The connection.</param>
    /// <returns>The address; null if the peer has gone already.</returns>
    public static EndPoint? Peer(int fd)
    {
        byte* name = stackalloc byte[MaximumBytes];
        uint length = MaximumBytes;
        return Libc.getpeername(fd, name, &length) < 0 ? null : Decode(name, length);
    }

    /// <summary>The kernel's form of an address: the base library knows it, for IP and Unix alike.</summary>
    internal static SocketAddress Encode(EndPoint endPoint, out int family)
    {
        SocketAddress address = endPoint.Serialize();
        family = BinaryPrimitives.ReadUInt16LittleEndian(address.Buffer.Span);
        return address;
    }

    private static EndPoint? Decode(byte* name, uint length)
    {
        // unix(7): the length that comes back may exceed what was written.
        ReadOnlySpan<byte> bytes = new(name, (int)Math.Min(length, MaximumBytes));
        return *(ushort*)name switch
        {
            // ip(7), ipv6(7): port in network order at 2; address at 4, at 8; scope at 24.
            FamilyIPv4 => new IPEndPoint(new IPAddress(bytes.Slice(4, 4)), Port(bytes)),
            FamilyIPv6 => new IPEndPoint(new IPAddress(bytes.Slice(8, 16), Scope(bytes)), Port(bytes)),
            FamilyUnix => Unix(bytes),
            _ => null,
        };
    }

    private static ushort Port(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);

    private static uint Scope(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]);

    private static EndPoint Unix(ReadOnlySpan<byte> bytes)
    {
        SocketAddress address = new(AddressFamily.Unix, bytes.Length);
        bytes.CopyTo(address.Buffer.Span);
        return new UnixDomainSocketEndPoint("/").Create(address);
    }
}
