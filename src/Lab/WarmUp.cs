using System.Runtime.CompilerServices;
using Sockeye.Servers;

namespace Sockeye.Lab;

/// <summary>The code of a server and of the clients is compiled when it first runs, which takes tens of milliseconds: more
/// than all the pings do. So it runs once before anything is measured.</summary>
public static class WarmUp
{
    /// <summary>Runs two clients against a server of their own; does nothing where the code was compiled ahead of time.</summary>
    /// <param name="model">The model to warm up; any of them warms up the clients.</param>
    /// <param name="cancellation">Ends it at once.</param>
    /// <returns>Its end.</returns>
    public static async Task Run(ServerModel model, CancellationToken cancellation = default)
    {
        if (!RuntimeFeature.IsDynamicCodeCompiled) return;
        Trial trial = new() { Model = model, Plan = new() { Clients = 2, Pings = 3 } };
        await trial.Run(cancellation: cancellation).ConfigureAwait(false);
    }
}
