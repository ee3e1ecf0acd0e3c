using Xunit;

namespace Sockeye.Tests.Servers.Fixtures;

/// <summary>A peer that speaks with <see cref="Counting"/> and checks every answer.</summary>
internal sealed class CountingClient(RawPeer peer)
{
    private readonly List<byte[]> _asked = [];

    internal RawPeer Peer => peer;

    /// <summary>One whole exchange.</summary>
    internal CountingClient Ask(string payload = "ping")
    {
        Begin(payload);
        Answered();
        return this;
    }

    /// <summary>Asks, and leaves the answer unread.</summary>
    internal CountingClient Begin(string payload = "ping")
    {
        byte[] bytes = payload.Select(value => (byte)value).ToArray();
        _asked.Add(bytes);
        peer.Send(Counting.Frame(bytes));
        return this;
    }

    /// <summary>Reads the answer to the last question.</summary>
    internal void Answered()
    {
        byte[] all = Counting.Answers(_asked);
        Assert.Equal(all[^Counting.AnswerBytes..], peer.Read(Counting.AnswerBytes));
    }
}
