using Sockeye.Protocols;
using Xunit;

namespace Sockeye.Tests.Protocols;

public class ProtocolCatalogTests
{
    [Fact]
    public void Protocols_are_found_by_name_and_made_anew_for_each_connection()
    {
        Assert.Equal(["pingpong", "echo", "resp"], ProtocolCatalog.Protocols.Select(protocol => protocol.Name));
        foreach (ProtocolEntry entry in ProtocolCatalog.Protocols)
        {
            Assert.Same(entry, ProtocolCatalog.Find(entry.Name));
            Assert.NotSame(entry.Create(), entry.Create());
            Assert.NotEmpty(entry.Summary);
            Assert.Contains(Corpus.All, said => said.Protocol == entry.Name);
        }

        Assert.Null(ProtocolCatalog.Find("Echo"));
    }
}
