using Sockeye.Servers;

namespace Sockeye.Tests.Servers;

/// <summary>A server model as the contract suite sees it: its name in the catalog, and its capabilities.</summary>
public sealed record Model(string Name, Capability Capabilities)
{
    public static readonly Model Sequential = new("sequential", Capability.AllocatesNothing | Capability.AcceptsOnDemand);

    public static readonly Model Select = new(
        "select",
        Capability.ConcurrentClients | Capability.CheapIdleClients | Capability.AcceptsOnDemand | Capability.SeesResetWhileWaiting);

    public static readonly Model Threads = new(
        "threads",
        Capability.ConcurrentClients | Capability.Queue | Capability.BlockingHarmsOneClient | Capability.AllocatesNothing
            | Capability.AcceptsOnDemand);

    public static readonly Model Async = new(
        "async",
        Capability.ConcurrentClients | Capability.BlockingHarmsOneClient | Capability.AllocatesNothing | Capability.CheapIdleClients
            | Capability.AcceptsOnDemand | Capability.ChangesWorkers);

    public static readonly Model Epoll = new(
        "epoll",
        Capability.ConcurrentClients | Capability.AllocatesNothing | Capability.CheapIdleClients | Capability.AcceptsOnDemand
            | Capability.SeesResetWhileWaiting | Capability.SeveralListeners);

    public static readonly Model IoUring = new(
        "iouring",
        Capability.ConcurrentClients | Capability.AllocatesNothing | Capability.CheapIdleClients | Capability.SeesResetWhileWaiting
            | Capability.SeveralListeners);

    internal static readonly Model[] All = [Sequential, Select, Threads, Async, Epoll, IoUring];

    internal ServerModel Entry => ServerCatalog.Find(Name) ?? throw new InvalidOperationException($"{Name} is not in the catalog.");

    public override string ToString() => Name;
}
