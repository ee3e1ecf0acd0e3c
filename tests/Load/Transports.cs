using Sockeye.Linux;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>What may carry the pings: each fact of the client holds on all of them.</summary>
public static class Transports
{
    /// <summary>What «auto» stands for, and the others.</summary>
    public static TheoryData<Transport> All => [.. Kinds.Select(kind => new TheoryDataRow<Transport>(kind) { Skip = Refusal(kind) })];

    /// <summary>Each of them with both loops.</summary>
    public static TheoryData<Transport, Loop> WithLoops =>
    [
        .. Kinds.SelectMany(
            _ => (Loop[])[Loop.Closed, Loop.Open], (kind, loop) => new TheoryDataRow<Transport, Loop>(kind, loop) { Skip = Refusal(kind) }),
    ];

    private static Transport[] Kinds => [Transport.Kernel, Transport.Ring, Transport.Async];

    /// <summary>Why a kind is not to be had here; null where it is.</summary>
    internal static string? Refusal(Transport kind) => kind switch
    {
        Transport.Ring => KernelSupport.IoUring.Refusal,
        Transport.Kernel => KernelSupport.Epoll.Refusal,
        _ => null,
    };
}
