using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests;

public class SmokeTests
{
    [Fact]
    public void Catalog_lists_three_models() => Assert.Equal(3, ServerCatalog.Models.Count);
}
