using Sockeye.Linux;

namespace Sockeye.Load;

/// <summary>Which transport carries a plan here.</summary>
internal static class TransportChoice
{
    // The ring costs least (docs/measuring.md), the runtime's sockets are everywhere.
    private static readonly Transport[] Preferred = [Transport.Ring, Transport.Kernel, Transport.Async];

    /// <summary>Makes one for each worker: of the kind that the plan asks for, or of the first kind that is to be had for all.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="clients">How many clients they carry together.</param>
    /// <param name="workers">How many workers these are dealt out to, in turn.</param>
    /// <param name="kind">Which kind it is.</param>
    /// <exception cref="PlatformNotSupportedException">It is not available here; the message says why.</exception>
    /// <exception cref="InvalidOperationException">The kernel refuses what so many workers need; the message says what.</exception>
    internal static ITransport[] Open(ClientPlan plan, int clients, int workers, out Transport kind)
    {
        kind = plan.Transport;
        if (kind != Transport.Auto) return Open(kind, plan, clients, workers);
        foreach (Transport preferred in Preferred)
        {
            kind = preferred;
            if (Facility(kind) is { IsSupported: false } || !Carries(kind, plan)) continue;
            try
            {
                return Open(kind, plan, clients, workers);
            }
            catch (InvalidOperationException) when (kind != Preferred[^1])
            {
                // One ring is to be had, and not one for each worker: the next kind needs no locked memory.
            }
        }
        throw new PlatformNotSupportedException("No transport is to be had here.");
    }

    /// <summary>Whether it can do what the plan asks: a ring sends a turn's pings by one call, and none of them in pieces.</summary>
    internal static bool Carries(Transport kind, ClientPlan plan) => kind != Transport.Ring || plan.PieceBytes is null;

    /// <summary>Its name in results and options.</summary>
    internal static string Name(Transport kind) => kind switch
    {
        Transport.Kernel => "kernel",
        Transport.Ring => "ring",
        _ => "async",
    };

    private static ITransport[] Open(Transport kind, ClientPlan plan, int clients, int workers)
    {
        if (Facility(kind) is { Refusal: { } unsupported }) throw new PlatformNotSupportedException(unsupported);
        List<ITransport> transports = [];
        try
        {
            for (int i = 0; i < workers; i++) transports.Add(New(kind, plan, (clients - i + workers - 1) / workers, i));
        }
        catch (Exception failure)
        {
            transports.ForEach(transport => transport.Dispose());
            if (failure is not KernelException refusal) throw;
            string why = KernelRefusal.Explain(Facility(kind)!.Name, refusal, KernelCircumstances.Here);
            throw new InvalidOperationException(why, refusal);
        }
        return [.. transports];
    }

    private static ITransport New(Transport kind, ClientPlan plan, int slots, int firstSource) => kind switch
    {
        Transport.Ring => new RingTransport(plan, slots, firstSource),
        Transport.Kernel => new KernelTransport(plan, slots, firstSource),
        _ => new AsyncTransport(plan, slots, firstSource),
    };

    private static KernelFacility? Facility(Transport kind) => kind switch
    {
        Transport.Ring => KernelSupport.IoUring,
        Transport.Kernel => KernelSupport.Epoll,
        _ => null,
    };
}
