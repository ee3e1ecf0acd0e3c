using CsCheck;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

public class OrderTests
{
    [Theory]
    [InlineData("", "-")]
    [InlineData("0", "0")]
    [InlineData("00000000001111111111", "0×10 1×10")]
    [InlineData("012012012", "012012012")]
    [InlineData("0012", "0012")]
    [InlineData("00000012", "0×6 1 2")]
    public void Is_the_shorter_of_two_forms(string order, string text) => Assert.Equal(text, Order.Text(Clients(order)));

    [Fact]
    public void Sets_numbers_of_two_digits_apart() => Assert.Equal("9 10 11", Order.Text([9, 10, 11]));

    [Theory]
    [InlineData(9, "012012012")]
    [InlineData(8, "0120120…")]
    [InlineData(1, "…")]
    public void Marks_what_does_not_fit(int width, string text) => Assert.Equal(text, Order.Text(Clients("012012012"), width));

    [Fact]
    public void Cuts_between_items() => Assert.Equal("0×100…", Order.Text([.. Enumerable.Repeat(0, 100), .. Enumerable.Repeat(1, 100)], 9));

    // The longest first item is «12×80», and the mark needs a place after it.
    [Fact]
    public void Never_exceeds_its_width_and_begins_with_the_first_pong() =>
        Gen.Select(Gen.Int[0, 12].Array[1, 80], Gen.Int[6, 70]).Sample((order, width) =>
        {
            string text = Order.Text(order, width);
            return text.Length <= width && text.StartsWith($"{order[0]}", StringComparison.Ordinal);
        });

    [Fact]
    public void Says_it_all_where_there_is_room() => Gen.Int[0, 12].Array[1, 80].Sample(order =>
    {
        string text = Order.Text(order, int.MaxValue);
        bool digits = order.All(client => client < 10) && !text.Contains('×') && !text.Contains(' ');
        string[] items = digits ? [.. text.Select(digit => digit.ToString())] : text.Split(' ');
        Assert.Equal(order, items.Select(item => item.Split('×')).SelectMany(item =>
            Enumerable.Repeat(int.Parse(item[0]), item.Length == 1 ? 1 : int.Parse(item[1]))));
    });

    private static int[] Clients(string order) => [.. order.Select(digit => digit - '0')];
}
