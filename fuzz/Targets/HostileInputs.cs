using System.Text;

namespace Sockeye.Fuzz;

/// <summary>
/// Inputs that are nearly right: what purely random bytes would be refused for at once, with a few things wrong. The same seed and
/// number give the same input again.
/// </summary>
internal sealed class HostileInputs
{
    private const int MostChanges = 6;

    private static readonly byte[] Telling = [0, 1, 4, 9, 10, 13, 32, 0x7f, 0x80, 0xff, .. "*$+-:0123459,/<>%\"{}[]ep"u8];

    private static readonly byte[][] Words = [.. new[]
    {
        "\r\n", "\n", "\r", "\0\0", "*1\r\n$4\r\nPING\r\n", "$-1\r\n", "*-1\r\n", "*1\r\n", "+OK\r\n", ":0\r\n", "ping 1 2\n", "now x\n",
        "4294967295", "2147483648", "9223372036854775808", "99999999999999999999", "1e999", "-1", "0", "null", "{}", "[]", "\"\"", "true",
        "127.0.0.1", "/32", "::", "p99", "ms", "\u0661", "\u2028", "\u001b[31m", "\\u0000",
    }.Select(Encoding.UTF8.GetBytes)];

    private readonly byte[][] _seeds;
    private readonly int _seed;
    private readonly int _mostBytes;

    internal HostileInputs(Target target, int seed)
    {
        _seeds = [.. target.Seeds(), []];
        _mostBytes = 2 * Math.Max(Target.LongestSeed, _seeds.Max(one => one.Length));
        _seed = seed;
    }

    internal byte[] this[long number]
    {
        get
        {
            Random random = new(unchecked(_seed + (int)(number * 2_654_435_761L)));
            List<byte> input = [.. Any(random)];
            for (int changes = random.Next(MostChanges + 1); changes > 0; changes--) Change(input, random);
            return [.. input.Take(_mostBytes)];
        }
    }

    private void Change(List<byte> input, Random random)
    {
        int at = random.Next(input.Count + 1);
        int length = random.Next(Math.Min(input.Count - at, 32) + 1);
        switch (random.Next(8))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = Telling[random.Next(Telling.Length)];
                break;
            case 2:
                input.RemoveRange(at, length);
                break;
            case 3:
                input.InsertRange(at, input.GetRange(at, length));
                break;
            case 4:
                input.RemoveRange(at, input.Count - at);
                break;
            case 5:
                byte[] other = Any(random);
                input.InsertRange(at, other.AsSpan(random.Next(other.Length + 1)));
                break;
            case 6:
                byte[] noise = new byte[random.Next(1, 9)];
                random.NextBytes(noise);
                input.InsertRange(at, noise);
                break;
            default:
                input.InsertRange(at, Words[random.Next(Words.Length)]);
                break;
        }
    }

    private byte[] Any(Random random) => _seeds[random.Next(_seeds.Length)];
}
