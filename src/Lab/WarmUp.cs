using Sockeye.Load;
using Sockeye.Servers;

namespace Sockeye.Lab;

/// <summary>The code of a server and of the clients is compiled when it first runs, which takes tens of milliseconds: more
/// than all the pings do. So it runs once before anything is measured.</summary>
public static class WarmUp
{
    /// <summary>Runs two clients against a server of their own. Where the code was compiled ahead of time it is over at once.</summary>
    /// <param name="model">The model to warm up; any of them warms up the clients.</param>
    /// <param name="observer">Who will be told of the clients, to be compiled as well; null for nobody.</param>
    /// <param name="cancellation">Ends it at once.</param>
    /// <returns>Its end.</returns>
    public static async Task Run(ServerModel model, ClientObserver? observer = null, CancellationToken cancellation = default)
    {
        Trial trial = new() { Model = model, Plan = new() { Clients = 2, Pings = 3 } };
        await trial.Run(observer, cancellation).ConfigureAwait(false);
    }
}
