using System.Text;
using Sockeye.Lab;
using Xunit;

namespace Sockeye.Tests.Lab;

/// <summary>What peers say and do is drawn: the same from the same seed, in any pieces, of every kind.</summary>
public class LifeTests
{
    private static readonly SoakPlan Plan = new() { Servers = [], Seed = 5 };

    [Theory]
    [InlineData(SoakProtocol.Echo)]
    [InlineData(SoakProtocol.PingPong)]
    public void A_speech_is_the_same_in_any_pieces(SoakProtocol protocol)
    {
        byte[] whole = new byte[20_000];
        Speech.Asked(protocol, 3).Fill(whole);
        Speech pieces = Speech.Asked(protocol, 3);
        byte[] pieced = new byte[whole.Length];
        for (int start = 0, length = 1; start < whole.Length; start += length, length = length % 37 + 1)
            pieces.Fill(pieced.AsSpan(start, Math.Min(length, whole.Length - start)));
        Assert.Equal(whole, pieced);
        byte[] other = new byte[whole.Length];
        Speech.Asked(protocol, 4).Fill(other);
        Assert.NotEqual(whole, other);
    }

    [Fact]
    public void A_ping_is_a_line_and_its_pong_the_same_with_an_o()
    {
        byte[] asked = new byte[10_000];
        byte[] answered = new byte[asked.Length];
        Speech.Asked(SoakProtocol.PingPong, 12).Fill(asked);
        Speech.Answered(SoakProtocol.PingPong, 12).Fill(answered);
        string[] pings = Encoding.ASCII.GetString(asked).Split('\n')[..^1];
        string[] pongs = Encoding.ASCII.GetString(answered).Split('\n')[..^1];
        Assert.All(pings, (ping, index) => Assert.Matches($"^ping 12 {index + 1} [0-~]*.$", ping));
        Assert.Equal(pings.Select(ping => $"pong{ping[4..]}"), pongs);
    }

    [Fact]
    public void What_is_missing_of_a_message_ends_it()
    {
        Speech speech = Speech.Asked(SoakProtocol.PingPong, 1);
        speech.Fill(new byte[10]);
        byte[] rest = new byte[speech.LeftOfMessage];
        speech.Fill(rest);
        Assert.Equal((byte)'\n', rest[^1]);
        Assert.Equal(0, speech.LeftOfMessage);
    }

    [Fact]
    public void A_life_is_drawn_again_from_its_seed()
    {
        for (int number = 0; number < 100; number++)
        {
            (Life one, Life same) = (Life.Draw(Plan, 1, number), Life.Draw(Plan, 1, number));
            Assert.Equal(one with { Toxics = [] }, same with { Toxics = [] });
            Assert.Equal(one.Toxics, same.Toxics);
            Assert.NotEqual(one.Seed, Life.Draw(Plan, 2, number).Seed);
        }
    }

    [Fact]
    public void Every_kind_of_end_and_every_bearable_toxic_is_drawn()
    {
        Life[] lives = [.. Enumerable.Range(0, 5000).Select(number => Life.Draw(Plan, 0, number))];
        Assert.Equal(Enum.GetValues<LifeEnd>(), lives.Select(life => life.End).Distinct().Order());
        Assert.Equal(
            ToxicCatalog.Bearable.Select(kind => kind.Name).Order(),
            lives.SelectMany(life => life.Toxics).Select(toxic => toxic.Kind.Name).Distinct().Order());
        Assert.InRange(lives.Count(life => life.Toxics.Count == 0), 2000, 3000);
        Assert.All(lives, life => Assert.InRange(life.EndAfter, 0, life.Bytes - 1));
        Assert.All(lives, life => Assert.InRange(life.Bytes, 1, 256 << 10));
        foreach (Life life in lives) life.Made();
    }

    [Fact]
    public void Goals_make_more_of_what_they_ask_for()
    {
        SoakPlan deadly = Plan with { Kills = 1 };
        Assert.InRange(Lives(deadly, peer: 0).Count(life => life.End is LifeEnd.Reset or LifeEnd.Leave), 900, 1000);
        SoakPlan talkative = Plan with { Bytes = 1 };
        Assert.InRange(Lives(talkative, peer: 0).Count(life => life.End == LifeEnd.Finish), 900, 1000);
        SoakPlan both = Plan with { Kills = 1, Bytes = 1 };
        Assert.InRange(Lives(both, peer: 0).Count(life => life.End == LifeEnd.Finish), 900, 1000);
        Assert.InRange(Lives(both, peer: 1).Count(life => life.End == LifeEnd.Finish), 0, 100);
    }

    private static Life[] Lives(SoakPlan plan, int peer) => [.. Enumerable.Range(0, 1000).Select(number => Life.Draw(plan, peer, number))];
}
