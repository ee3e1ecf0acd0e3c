using System.Text;
using CsCheck;
using Sockeye.Protocols;
using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Protocols;

/// <summary>B2 and B3: however a stream is cut into pieces, what comes of it is the same.</summary>
public class SplitTests
{
    private const int MaxMessageBytes = 96;

    // Pieces of what is said, so that most of what is drawn is nearly right: purely random bytes rarely get past the first.
    private static readonly string[] Words =
    [
        "ping", "ping 1 2\n", " 3", " ", "\n", "\r\n", "\r", "*1\r\n$4\r\nPING\r\n", "*2\r\n", "*0\r\n", "$4\r\n", "$0\r\n\r\n",
        "ECHO", "*", "$", "1", "-", "70", "PING", "QUIT\n", "now x\n", "later\n", "fail\n", "\0\u0002\u0003x", "\0\0",
        "\0\u0050", "\u0001\u0003",
    ];

    internal static readonly Gen<byte[]> Bytes = Gen.Frequency(
        (8, Gen.Int[0, Words.Length - 1].Select(word => Encoding.Latin1.GetBytes(Words[word]))),
        (1, Gen.Byte.Array[1, 8])).Array[0, 40].Select(parts => parts.SelectMany(part => part).ToArray());

    internal static readonly Gen<int[]> Steps = Gen.OneOf(Gen.Int[1, 3], Gen.Int[1, 100]).Array[1, 30];

    public static TheoryData<string> Protocols => [.. Corpus.Protocols.Keys];

    [Fact]
    public void B2_a_framing_finds_the_same_messages_however_the_stream_is_cut() => Gen.Select(Bytes, Steps).Sample(
        (bytes, steps) =>
        {
            int[] cuts = Cuts(bytes.Length, steps);
            AllFraming(bytes, cuts, new LineFraming());
            AllFraming(bytes, cuts, new RespFraming());
            AllFraming(bytes, cuts, new LengthPrefixFraming(1));
            AllFraming(bytes, cuts, new LengthPrefixFraming(2, littleEndian: true));
            AllFraming(bytes, cuts, new LengthPrefixFraming(4));
        },
        time: PropertyTime.Seconds);

    [Theory]
    [MemberData(nameof(Protocols))]
    public void B2_a_protocol_answers_the_same_however_the_stream_is_cut(string protocol) => Gen.Select(Bytes, Steps).Sample(
        (bytes, steps) =>
        {
            Func<IProtocol> create = Corpus.Protocols[protocol];
            Outcome whole = Conversation.Play(create(), bytes, MaxMessageBytes);
            Equal(whole, Conversation.Play(create(), Pieces(bytes, Cuts(bytes.Length, steps)), MaxMessageBytes));
            Equal(whole, Conversation.Play(create(), Pieces(bytes, Cuts(bytes.Length, [1])), MaxMessageBytes));
        },
        time: PropertyTime.Seconds);

    [Fact]
    public void B2_each_conversation_of_the_corpus_cut_in_two_anywhere_is_the_same()
    {
        foreach (Said said in Corpus.All.Where(said => said.Text.Length <= LongRun.Times(300, 4096)))
        {
            byte[] bytes = said.Bytes;
            Outcome whole = Conversation.Play(said.Create(), bytes);
            for (int cut = 1; cut < bytes.Length; cut++) Equal(whole, Conversation.Play(said.Create(), Pieces(bytes, [cut])), said);
        }
    }

    [Fact]
    public void B3_each_conversation_of_the_corpus_byte_by_byte_is_the_same()
    {
        foreach (Said said in Corpus.All)
        {
            byte[] bytes = said.Bytes;
            Equal(Conversation.Play(said.Create(), bytes), Conversation.Play(said.Create(), Pieces(bytes, Cuts(bytes.Length, [1]))), said);
        }
    }

    private static void AllFraming<TFraming>(byte[] bytes, int[] cuts, TFraming framing)
        where TFraming : struct, IFraming
    {
        Framed whole = Framed.Read(framing, bytes);
        Equal(whole, Framed.Read(framing, bytes, cuts), framing);
        Equal(whole, Framed.Read(framing, bytes, Cuts(bytes.Length, [1])), framing);
    }

    private static void Equal(object whole, object cut, object? what = null)
    {
        if (!whole.Equals(cut)) throw new InvalidOperationException($"{what}\nwhole: {whole}\ncut:   {cut}");
    }

    // Where to cut: the steps, one after another and from the front again.
    private static int[] Cuts(int length, int[] steps)
    {
        var cuts = new List<int>();
        for (int at = steps[0]; at < length; at += steps[cuts.Count % steps.Length]) cuts.Add(at);
        return [.. cuts];
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Pieces(byte[] bytes, int[] cuts)
    {
        int start = 0;
        foreach (int cut in (int[])[.. cuts, bytes.Length])
        {
            yield return bytes.AsMemory(start..cut);
            start = cut;
        }
    }
}
