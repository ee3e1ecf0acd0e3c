using Sockeye.Cli;
using Xunit;

namespace Sockeye.Tests.Cli;

public class CarrierFlagsTests
{
    [Theory]
    [InlineData("2", "2")]
    [InlineData("2,3", "2 3")]
    [InlineData("0,4-7", "0 4 5 6 7")]
    public void Cores_are_numbers_and_ranges(string text, string cores) => Assert.Equal(cores, string.Join(' ', CarrierFlags.CpuList(text)));

    [Theory]
    [InlineData("127.0.0.5", "127.0.0.5")]
    [InlineData("10.0.0.4/30", "10.0.0.5 10.0.0.6")]
    [InlineData("10.0.0.4/31", "10.0.0.4 10.0.0.5")]
    [InlineData("10.0.0.4/32", "10.0.0.4")]
    [InlineData("fe80::/127", "fe80:: fe80::1")]
    public void A_network_is_its_addresses(string text, string addresses) =>
        Assert.Equal(addresses, string.Join(' ', CarrierFlags.Addresses(text)));

    [Fact]
    public void A_large_network_goes_on_into_the_byte_before_the_last()
    {
        string[] addresses = [.. CarrierFlags.Addresses("10.1.16.0/20").Select(address => address.ToString())];
        Assert.Equal((4094, "10.1.16.1", "10.1.31.254"), (addresses.Length, addresses[0], addresses[^1]));
        Assert.Equal(addresses.Length, addresses.Distinct().Count());
    }
}
