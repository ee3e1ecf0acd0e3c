using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>Shows what the clients see while they run; disposed when they have finished.</summary>
internal abstract class ShownClients : ClientObserver, IDisposable
{
    public abstract void Dispose();
}
