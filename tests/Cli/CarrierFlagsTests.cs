using Sockeye.Cli;
using Xunit;

namespace Sockeye.Tests.Cli;

public class CarrierFlagsTests
{
    [Theory]
    [InlineData("2", "2")]
    [InlineData("2,3", "2 3")]
    [InlineData("0,4-7", "0 4 5 6 7")]
    public void Cores_are_numbers_and_ranges(string text, string cores) =>
        Assert.Equal(cores, string.Join(' ', CarrierFlags.CpuList(text)));
}
