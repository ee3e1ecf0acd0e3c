using System.Net.Sockets;
using Xunit;

namespace Sockeye.Tests.Servers.Fixtures;

/// <summary>Sends zeros on a thread of its own, as fast as they are taken, until it has sent all of them or its connection ends.</summary>
internal sealed class Pusher
{
    private const int PieceBytes = 16 * 1024;
    private static readonly TimeSpan Stall = TimeSpan.FromMilliseconds(50);

    private readonly Thread _thread;
    private long _sent;

    internal Pusher(RawPeer peer, long bytes)
    {
        _thread = new Thread(() =>
        {
            try
            {
                byte[] piece = new byte[PieceBytes];
                for (long sent = 0; sent < bytes; Volatile.Write(ref _sent, sent))
                {
                    int length = (int)Math.Min(piece.Length, bytes - sent);
                    peer.Send(piece.AsSpan(0, length));
                    sent += length;
                }
            }
            catch (SocketException)
            {
                // The server has cut it off; how far it came by then is told.
            }
        });
        _thread.Start();
    }

    /// <summary>How many bytes the kernel has taken of it, to the last whole piece.</summary>
    internal long Sent => Volatile.Read(ref _sent);

    /// <summary>Waits until nothing more has been taken of it for a while.</summary>
    internal Pusher UntilHeldUp()
    {
        long before = -1;
        Until.True(() =>
        {
            bool held = Sent == before;
            before = Sent;
            return held || _thread.Join(Stall);
        });
        return this;
    }

    /// <summary>Waits for its end.</summary>
    internal void Join(TimeSpan? within = null) => Assert.True(_thread.Join(within ?? Until.Deadline), "It is still sending.");
}
