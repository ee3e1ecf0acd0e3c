using Sockeye.Protocols;
using Sockeye.Tests.Servers.Fixtures;

namespace Sockeye.Tests.Servers;

/// <summary>
/// What every model keeps on every address family; the letters and numbers in the names are the cases of the catalogue of
/// faults. A model is added to the suite by a class of one line for each family (Models.cs).
/// </summary>
public abstract partial class ContractTests(Model model, Family family) : ServerTests(model, family)
{
    private const int TinyBuffer = 4096;

    /// <summary>How a connection ends whose peer resets it while nothing is unsent: Unix sockets read that as the end.</summary>
    private CloseReason Gone => Has(Capability.Reset) ? CloseReason.PeerAborted : CloseReason.PeerClosed;

    private static CountingClient Client(ServerUnderTest server) => new(server.Connect());

    private static void UntilOpened(ServerUnderTest server, int count = 1) =>
        Until.True(() => server.Protocols.Count(protocol => protocol.IsOpened) >= count);

    private static Action Gate(out Action open)
    {
        var gate = new TaskCompletionSource();
        open = gate.SetResult;
        return () => gate.Task.Wait(Until.Deadline);
    }
}
