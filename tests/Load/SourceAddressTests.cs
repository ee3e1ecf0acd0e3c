using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

public class SourceAddressTests
{
    [Theory]
    [InlineData("127.0.0.5", "127.0.0.5")]
    [InlineData("127.0.0.9, 127.0.0.254/31", "127.0.0.9 127.0.0.254 127.0.0.255")]
    [InlineData("10.0.0.4/30", "10.0.0.5 10.0.0.6")]
    [InlineData("10.0.0.4/31", "10.0.0.4 10.0.0.5")]
    [InlineData("10.0.0.4/32", "10.0.0.4")]
    [InlineData("fe80::/127", "fe80:: fe80::1")]
    public void A_network_is_its_addresses(string text, string addresses) =>
        Assert.Equal(addresses, string.Join(' ', SourceAddress.Parse(text)));

    [Fact]
    public void A_large_network_goes_on_into_the_byte_before_the_last()
    {
        string[] addresses = [.. SourceAddress.Parse("10.1.16.0/20").Select(address => address.ToString())];
        Assert.Equal((4094, "10.1.16.1", "10.1.31.254"), (addresses.Length, addresses[0], addresses[^1]));
        Assert.Equal(addresses.Length, addresses.Distinct().Count());
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8 has more than 4096 addresses")]
    [InlineData("127.0.0.1,somewhere", "«somewhere» is neither an address nor a network such as 127.1.0.0/28")]
    public void What_is_neither_is_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => SourceAddress.Parse(text)).Message);
}
