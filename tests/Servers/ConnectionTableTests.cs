using Sockeye.Linux;
using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>The slots of a reactor's connections, which are used again at once.</summary>
public class ConnectionTableTests
{
    [Fact]
    public void A10_the_tag_of_a_slots_last_user_finds_nobody_also_where_generations_begin_anew()
    {
        ConnectionTable<object> table = new();
        object user = new();
        Tag last = table.Add(user);
        int strangers = 0;
        for (int i = 0; i < Tag.Generations + 2; i++)
        {
            table.Remove(last.Slot);
            Tag next = table.Add(user);
            if (next.Slot != last.Slot || table.Find(last) is not null || table.Find(next) != user) strangers++;
            last = next;
        }
        Assert.Equal(0, strangers);
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public void A10_an_operation_is_no_part_of_who_is_meant_and_an_unused_slot_is_nobody()
    {
        ConnectionTable<string> table = new();
        Tag[] tags = [.. Enumerable.Range(0, 200).Select(i => table.Add($"{i}"))];
        for (int i = 0; i < tags.Length; i++) Assert.Equal($"{i}", table.Find(new Tag(7, tags[i].Generation, tags[i].Slot)));
        Assert.Null(table.Find(new Tag(0, 0, tags.Length)));
        table.Remove(tags[3].Slot);
        Assert.Null(table.Find(tags[3]));
        Assert.Equal((199, 200), (table.Count, table.Slots));
    }
}
