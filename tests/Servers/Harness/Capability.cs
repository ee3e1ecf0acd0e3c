namespace Sockeye.Tests.Servers;

/// <summary>
/// What models and address families differ in, by name. A test asks for a capability and never for a model, so that a new
/// model states what it can and is tested accordingly.
/// </summary>
[Flags]
public enum Capability
{
    None = 0,

    /// <summary>More than one client is served at once.</summary>
    ConcurrentClients = 1,

    /// <summary>Accepted clients wait in a queue for a worker.</summary>
    Queue = 2,

    /// <summary>A handler that blocks keeps nobody else waiting.</summary>
    BlockingHarmsOneClient = 4,

    /// <summary>A connection that sends nothing holds no thread.</summary>
    CheapIdleClients = 8,

    /// <summary>The synchronous path allocates nothing at all.</summary>
    AllocatesNothing = 16,

    /// <summary>The address family knows resets (RST).</summary>
    Reset = 32,

    /// <summary>The address family has ports.</summary>
    Ports = 64,

    /// <summary>Connections are accepted one by one, when asked for. Without it the kernel hands them over as they come, and a
    /// pause concerns those after it.</summary>
    AcceptsOnDemand = 128,

    /// <summary>A reset is seen at once also while a task is awaited. Without it, when the task has ended.</summary>
    SeesResetWhileWaiting = 256,

    /// <summary>A connection goes from worker to worker. Without it, one serves it from its begin to its end.</summary>
    ChangesWorkers = 512,

    /// <summary>Several listeners on one address (SO_REUSEPORT), one a worker.</summary>
    SeveralListeners = 1024,
}
