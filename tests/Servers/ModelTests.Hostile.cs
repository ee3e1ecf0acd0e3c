using Sockeye.Fuzz;
using Sockeye.Servers;
using Sockeye.Tests.Protocols;
using Xunit;

namespace Sockeye.Tests.Servers;

// G4: what is nearly right, and cut anyhow, ends over a socket as it ends in memory, where the fuzzer holds it to its properties.
public abstract partial class ModelTests
{
    private const int HostileLimit = 96;

    [Theory, MemberData(nameof(Spoken))]
    public void G4_hostile_bytes_have_the_outcome_that_they_have_in_memory(string protocol)
    {
        int inputs = LongRun.Times(60, 20_000);
        HostileInputs hostile = new(TargetCatalog.Find(protocol)!, Seed.Random().Next());
        for (int first = 0; first < inputs; first += Batch)
        {
            ServerUnderTest server = Serve(Corpus.Protocols[protocol], new ServerOptions { MaxMessageBytes = HostileLimit, Threads = 2 });
            for (int i = 0; i < Math.Min(Batch, inputs - first); i++)
            {
                SteeredStream stream = new(hostile[first + i]);
                using Conversation inMemory = new(Corpus.Protocols[protocol](), HostileLimit);
                AssertAsInMemory(server, i, inMemory, stream.Bytes, stream.Cuts);
            }
            server.Conclude();
        }
    }
}
