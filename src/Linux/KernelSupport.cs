namespace Sockeye.Linux;

/// <summary>
/// What this kernel lets this process use, found out by using it: each facility is tried once, when it is first asked for.
/// </summary>
public static class KernelSupport
{
    private static readonly Lazy<KernelFacility> EpollTried = new(() => Try("epoll", EpollTrial.Run));
    private static readonly Lazy<KernelFacility> IoUringTried = new(() => Try("io_uring", RingTrial.Run));

    /// <summary>epoll and eventfd.</summary>
    public static KernelFacility Epoll => EpollTried.Value;

    /// <summary>io_uring with all that a reactor needs of it: the set-up, the operations, a buffer ring, and a conversation over
    /// loopback that goes as it should.</summary>
    public static KernelFacility IoUring => IoUringTried.Value;

    private static KernelFacility Try(string name, Func<string?> trial)
    {
        if (!OperatingSystem.IsLinux()) return new(name, $"{name} is Linux's own, and this is {Environment.OSVersion.Platform}: use async");
        try
        {
            return new(name, trial());
        }
        catch (KernelException refusal)
        {
            return new(name, KernelRefusal.Explain(name, refusal, KernelCircumstances.Here));
        }
        catch (PlatformNotSupportedException unknown)
        {
            return new(name, $"{name} is not used here: {unknown.Message}");
        }
    }
}

/// <summary>Something that a kernel may offer.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Refusal">Why it cannot be used here, in one line: the step, the error, the cause, and what cures it; null if it can
/// be used.</param>
public sealed record KernelFacility(string Name, string? Refusal)
{
    /// <summary>Whether it can be used.</summary>
    public bool IsSupported => Refusal is null;
}
