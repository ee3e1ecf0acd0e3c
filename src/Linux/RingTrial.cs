using System.Net;

namespace Sockeye.Linux;

/// <summary>
/// Uses a ring once, the way a reactor does, step by step: the set-up, the operations it needs, its buffers, and then a
/// conversation over loopback in which the buffers run out.
/// </summary>
/// <remarks>A version number would not do: kernels are patched, configured and filtered, and some have had rings that were wrong.</remarks>
internal static class RingTrial
{
    private const ushort Group = 0, TinyGroup = 1;
    private const int TinyCount = 2, TinyBytes = 64;
    private const int WaitMilliseconds = 1000, MaximumWaits = 100;

    private static readonly Tag ReceiveTag = new(1, 0, 0), CancelTag = new(2, 0, 0);

    private static readonly (byte Operation, string Name)[] Needed =
    [
        (RingAbi.OpNop, "NOP"), (RingAbi.OpPollAdd, "POLL_ADD"), (RingAbi.OpAccept, "ACCEPT"), (RingAbi.OpCancel, "ASYNC_CANCEL"),
        (RingAbi.OpClose, "CLOSE"), (RingAbi.OpRead, "READ"), (RingAbi.OpSend, "SEND"), (RingAbi.OpReceive, "RECV"),
        (RingAbi.OpShutdown, "SHUTDOWN"),
    ];

    /// <returns>What did not go as it should; null if all did.</returns>
    /// <exception cref="KernelException">A call was refused.</exception>
    internal static string? Run()
    {
        using Ring ring = new();
        foreach ((byte operation, string name) in Needed)
        {
            if (!RingProbe.Knows(ring, operation)) return Wrong($"the kernel's ring has no {name}: use a newer kernel, or epoll");
        }
        using BufferRing reactors = new(ring, Group);
        using BufferRing tiny = new(ring, TinyGroup, TinyCount, TinyBytes);
        ring.Enable();

        int listener = KernelException.Check("listen on loopback", Sockets.Listen(new IPEndPoint(IPAddress.Loopback, 0), backlog: 1));
        int client = -1, server = -1;
        try
        {
            client = KernelException.Check("connect over loopback", Sockets.Connect(SocketName.Local(listener)!));
            server = KernelException.Check("accept over loopback", Sockets.Accept(listener));
            return Converse(ring, tiny, client, server) is { } fault ? Wrong($"self-test: {fault}; use epoll") : null;
        }
        finally
        {
            foreach (int fd in (ReadOnlySpan<int>)[listener, client, server])
            {
                if (fd >= 0) _ = Sockets.Close(fd);
            }
        }
    }

    private static string? Converse(Ring ring, BufferRing buffers, int client, int server)
    {
        const int sent = (TinyCount + 1) * TinyBytes;
        if (Sockets.Send(client, stackalloc byte[sent]) != sent) return "a send over loopback was short";

        ring.Next().ReceiveMultishot(server, TinyGroup, ReceiveTag);
        for (int i = 0; i < TinyCount; i++)
        {
            if (!Await(ring, out Completion part) || part.Result != TinyBytes || !part.More)
                return $"a multishot receive brought {part.Result}";
            _ = buffers.Take(part);
        }
        if (!Await(ring, out Completion starved) || !Errno.OutOfBuffers(starved.Result) || starved.More)
            return $"a receive without buffers brought {starved.Result} instead of ENOBUFS";

        for (ushort i = 0; i < TinyCount; i++) buffers.Return(i);
        ring.Next().ReceiveMultishot(server, TinyGroup, ReceiveTag);
        if (!Await(ring, out Completion rest) || rest.Result != TinyBytes || !rest.More)
            return $"a receive armed again brought {rest.Result}";
        _ = buffers.Take(rest);

        ring.Next().Cancel(ReceiveTag, CancelTag);
        for (int i = 0; i < 2; i++) // the order of the two is not fixed
        {
            if (!Await(ring, out Completion end) || end.More) return "a cancelled receive did not end";
            int due = end.Tag == ReceiveTag ? -Errno.ECANCELED : 0;
            if (end.Result != due) return $"cancelling a receive brought {end.Result} instead of {due}";
        }
        return ring.InFlight == 0 ? null : "requests are left in flight";
    }

    private static bool Await(Ring ring, out Completion completion)
    {
        for (int i = 0; i < MaximumWaits; i++) // a kernel that never completes must not hold us here
        {
            if (ring.TryRead(out completion)) return true;
            int result = ring.SubmitAndWait(1, WaitMilliseconds);
            if (result < 0 && !Errno.Interrupted(result) && result != -Errno.EBUSY) break;
        }
        return ring.TryRead(out completion);
    }

    private static string Wrong(string what) => $"io_uring is not used here: {what}";
}
