using CsCheck;
using Sockeye.Linux;
using Xunit;

namespace Sockeye.Tests.Linux;

public class TagTests
{
    [Fact]
    public void Its_parts_come_back_from_its_bits()
    {
        Gen.Select(Gen.Byte, Gen.Int, Gen.Int).Sample((operation, generation, slot) =>
        {
            Tag back = new(new Tag(operation, generation, slot).Value);
            return back.Operation == operation && back.Generation == (generation & (Tag.Generations - 1)) && back.Slot == slot;
        }, iter: 10_000);
    }

    [Theory]
    [InlineData(0, 0, 0, 0ul)]
    [InlineData(255, Tag.Generations - 1, -1, ulong.MaxValue)]
    [InlineData(1, 2, 3, 0x01_000002_00000003ul)]
    [InlineData(0, Tag.Generations, 0, 0ul)]
    public void Eight_twenty_four_and_thirty_two_bits(byte operation, int generation, int slot, ulong value) =>
        Assert.Equal(value, new Tag(operation, generation, slot).Value);
}
