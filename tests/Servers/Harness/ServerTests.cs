using System.Net;
using Sockeye.Protocols;
using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>
/// What all tests of servers stand on: they make servers of one model on one address family, and after each test every
/// server is stopped and its accounts are checked.
/// </summary>
/// <remarks>They run one after another: descriptors and processor time are counted for the whole process.</remarks>
[Collection(typeof(OneAtATime))]
public abstract class ServerTests(Model model, Family family) : IDisposable
{
    private readonly OpenDescriptors _descriptors = new();
    private readonly ServerThreads _threads = new();
    private readonly List<ServerUnderTest> _servers = [];

    /// <summary>A server of this model, running; not yet where <paramref name="start"/> is false: its backlog fills.</summary>
    private protected ServerUnderTest Serve(
        Func<IProtocol> protocol, ServerOptions? options = null, bool start = true, EndPoint? at = null)
    {
        Assert.SkipWhen(family.Missing is not null, $"{family}: {family.Missing}");
        Assert.SkipWhen(model.Entry.Unsupported is not null, $"{model}: {model.Entry.Unsupported}");
        var server = new ServerUnderTest(model, at ?? family.FreeEndPoint(), protocol, options ?? new ServerOptions());
        _servers.Add(server);
        return start ? server.Start() : server;
    }

    private protected Model Model => model;

    private protected Family Family => family;

    private protected bool Has(Capability capability) => ((model.Capabilities | family.Capabilities) & capability) == capability;

    /// <summary>Skips the test where the model or the family cannot do what it is about.</summary>
    private protected void Needs(Capability capability) =>
        Assert.SkipUnless(Has(capability), $"{model} on {family} is without {capability}.");

    public void Dispose()
    {
        foreach (ServerUnderTest server in _servers)
        {
            using (server) server.Conclude();
        }
        Until.True(
            () => _descriptors.Added() == 0, TimeSpan.FromSeconds(5), "no descriptor left open", () => $"{_descriptors.Added()} are");
        Until.True(() => _threads.Added() == 0, TimeSpan.FromSeconds(5), "no thread left running", () => $"{_threads.Added()} are");
        GC.SuppressFinalize(this);
    }
}

/// <summary>The collection of all tests that must have the process to themselves.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class OneAtATime;
