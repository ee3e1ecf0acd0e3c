using System.Buffers;
using CsCheck;
using Sockeye.Protocols;
using Xunit;

namespace Sockeye.Tests.Protocols;

/// <summary>What is written by a framing is read back by it as it was.</summary>
public class RoundTripTests
{
    private static readonly Gen<byte[]> Message = Gen.Frequency(
        (4, Gen.Byte.Array[0, 20]),
        (1, Gen.Byte.Array[250, 260]),
        (2, Gen.OneOf<byte>((byte)'\r', (byte)'\n', 0, 255, (byte)'a').Array[0, 6]));

    [Fact]
    public void Decoding_undoes_encoding() => Message.Array[0, 6].Sample(
        messages =>
        {
            byte[][] lines = [.. messages.Where(message => !message.Contains((byte)'\n'))];
            byte[][] short1 = [.. messages.Where(message => message.Length <= 255)];
            Check(new LineFraming(), lines, static (_, target, message) => LineFraming.Write(target, message));
            Check(new LengthPrefixFraming(1), short1, static (framing, target, message) => framing.Write(target, message));
            foreach (bool little in (bool[])[false, true])
            {
                Check(new LengthPrefixFraming(2, little), messages, static (framing, target, message) => framing.Write(target, message));
                Check(new LengthPrefixFraming(4, little), messages, static (framing, target, message) => framing.Write(target, message));
            }
        },
        time: PropertyTime.Seconds);

    private static void Check<TFraming>(TFraming framing, byte[][] messages, Action<TFraming, IBufferWriter<byte>, byte[]> write)
        where TFraming : struct, IFraming
    {
        var stream = new ArrayBufferWriter<byte>();
        foreach (byte[] message in messages) write(framing, stream, message);
        Framed framed = Framed.Read(framing, stream.WrittenSpan);
        string expected = string.Join(' ', messages.Select(Convert.ToHexString));
        if (framed.Messages != expected || framed.Left != 0)
            throw new InvalidOperationException($"{framing}\nwritten: {expected}\nread:    {framed}");
    }
}
