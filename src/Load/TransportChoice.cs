using Sockeye.Linux;

namespace Sockeye.Load;

/// <summary>Which transport carries a plan here, and one of its kind for a worker.</summary>
internal static class TransportChoice
{
    /// <summary>What «auto» stands for on this machine; what else is asked for is what is meant.</summary>
    internal static Transport Of(Transport asked) => asked switch
    {
        Transport.Auto => KernelSupport.Epoll.IsSupported ? Transport.Kernel : Transport.Async,
        _ => asked,
    };

    /// <exception cref="PlatformNotSupportedException">It is not available here; the message says why.</exception>
    /// <exception cref="InvalidOperationException">The kernel refuses what one worker more needs; the message says what.</exception>
    internal static ITransport Open(Transport transport, ClientPlan plan, int slots, int firstSource)
    {
        if (Facility(transport) is { Refusal: { } unsupported }) throw new PlatformNotSupportedException(unsupported);
        try
        {
            return transport switch
            {
                Transport.Ring => new RingTransport(plan, slots, firstSource),
                Transport.Kernel => new KernelTransport(plan, slots, firstSource),
                _ => new AsyncTransport(plan, slots, firstSource),
            };
        }
        catch (KernelException refusal)
        {
            string why = KernelRefusal.Explain(Facility(transport)!.Name, refusal, KernelCircumstances.Here);
            throw new InvalidOperationException(why, refusal);
        }
    }

    /// <summary>Its name in results and options.</summary>
    internal static string Name(Transport transport) => transport switch
    {
        Transport.Kernel => "kernel",
        Transport.Ring => "ring",
        Transport.Async => "async",
        _ => "auto",
    };

    private static KernelFacility? Facility(Transport transport) => transport switch
    {
        Transport.Kernel => KernelSupport.Epoll,
        Transport.Ring => KernelSupport.IoUring,
        _ => null,
    };
}
