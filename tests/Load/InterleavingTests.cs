using CsCheck;
using Sockeye.Load;
using Xunit;

namespace Sockeye.Tests.Load;

public class InterleavingTests
{
    private static readonly Gen<int[]> Orders = Gen.Int[0, 5].Array[0, 60];

    [Theory]
    [InlineData("001122", 0.0)]
    [InlineData("012012", 1.0)]
    [InlineData("000000000011111111112222222222", 0.0)]
    [InlineData("0101", 1.0)]
    [InlineData("0110", 0.5)]
    [InlineData("00100", 1.0)]
    [InlineData("1000", 0.0)]
    public void Is_what_the_formula_says(string order, double interleaving) =>
        Assert.Equal(interleaving, Interleaving.Of(Clients(order))!.Value, 10);

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0000")]
    [InlineData("01234")]
    public void Is_not_available_where_there_is_nothing_to_tell(string order) => Assert.Null(Interleaving.Of(Clients(order)));

    [Fact]
    public void Is_a_share_whatever_the_order() => Orders.Sample(order => Interleaving.Of(order) is null or (>= 0 and <= 1));

    [Fact]
    public void Is_0_where_clients_come_one_after_another() =>
        Orders.Sample(order => Interleaving.Of([.. order.Order()]) is null or 0);

    [Fact]
    public void Is_1_where_clients_take_turns() => Gen.Select(Gen.Int[2, 9], Gen.Int[2, 20]).Sample((clients, pings) =>
        Interleaving.Of([.. Enumerable.Range(0, clients * pings).Select(i => i % clients)]) is 1);

    [Fact]
    public void Is_the_short_formula_where_all_send_alike() =>
        Gen.Select(Gen.Int[2, 6], Gen.Int[2, 8], Gen.Int).Sample((clients, pings, seed) =>
        {
            int[] order = [.. Enumerable.Range(0, clients * pings).Select(i => i % clients)];
            new Random(seed).Shuffle(order);
            int switches = order.Zip(order.Skip(1)).Count(pair => pair.First != pair.Second);
            Assert.Equal((switches - clients + 1) / (double)(clients * (pings - 1)), Interleaving.Of(order)!.Value, 10);
        });

    [Fact]
    public void Does_not_depend_on_who_is_called_what() =>
        Orders.Sample(order => Interleaving.Of(order) == Interleaving.Of([.. order.Select(client => 17 - client)]));

    private static int[] Clients(string order) => [.. order.Select(digit => digit - '0')];
}
