using CsCheck;
using Sockeye.Tests.Protocols;

namespace Sockeye.Tests.Servers;

/// <summary>A thing that a peer does.</summary>
public enum Act
{
    /// <summary>It sends the next bytes.</summary>
    Send,

    /// <summary>It reads all that it is owed. Between two of these it has paused reading.</summary>
    Read,

    /// <summary>It waits until the server has looked at all that was sent, so that what comes next comes apart.</summary>
    Wait,
}

/// <summary>How a peer ends what it says.</summary>
public enum Leaving
{
    /// <summary>It finishes, and reads on.</summary>
    HalfClose,

    /// <summary>It closes once it has read what it was owed.</summary>
    Close,

    /// <summary>It resets once it has read what it was owed.</summary>
    Reset,

    /// <summary>It resets at once, whatever is on its way.</summary>
    ResetAtOnce,
}

/// <summary>A step of a peer.</summary>
/// <param name="Act">What it does.</param>
/// <param name="Bytes">How many bytes it sends.</param>
public readonly record struct Step(Act Act, int Bytes);

/// <summary>What one peer does to one protocol.</summary>
/// <param name="Protocol">The protocol's name in the corpus.</param>
/// <param name="Bytes">What it says, well or badly.</param>
/// <param name="Steps">In which order it sends, reads and waits, from the front again until all is sent.</param>
/// <param name="Narrow">Whether little of a reply fits into the connection while it does not read.</param>
/// <param name="Leaving">How it ends.</param>
public sealed record PeerScript(string Protocol, byte[] Bytes, Step[] Steps, bool Narrow, Leaving Leaving)
{
    private static readonly string[] Spoken = [.. Corpus.Protocols.Keys];

    // The same again and again makes replies that do not fit.
    private static readonly Gen<byte[]> Said = Gen.Frequency(
        (4, SplitTests.Bytes),
        (1, Gen.Select(SplitTests.Bytes, Gen.Int[2, 60]).Select((bytes, times) => Repeated(bytes, times))));

    private static readonly Gen<Step> AnyStep = Gen.Frequency(
        (4, Gen.OneOf(Gen.Int[1, 3], Gen.Int[1, 100], Gen.Int[1, 4000]).Select(bytes => new Step(Act.Send, bytes))),
        (1, Gen.Const(new Step(Act.Read, 0))),
        (1, Gen.Const(new Step(Act.Wait, 0))));

    internal static readonly Gen<PeerScript> Any = Gen.Select(
        Gen.Int[0, Spoken.Length - 1], Said, AnyStep.Array[0, 20], Gen.Int[0, 5], Gen.Enum<Leaving>(),
        (protocol, bytes, steps, narrow, leaving) => new PeerScript(Spoken[protocol], bytes, steps, narrow == 0, leaving));

    /// <summary>The steps until all is sent; what none of them sends is sent by the last.</summary>
    internal IEnumerable<(Act Act, ReadOnlyMemory<byte> Bytes)> Played()
    {
        int sent = 0;
        for (int i = 0; i < 1000 && sent < Bytes.Length && Steps.Any(step => step.Act == Act.Send); i++)
        {
            Step step = Steps[i % Steps.Length];
            int length = step.Act == Act.Send ? Math.Min(step.Bytes, Bytes.Length - sent) : 0;
            yield return (step.Act, Bytes.AsMemory(sent, length));
            sent += length;
        }
        yield return (Act.Send, Bytes.AsMemory(sent));
    }

    private static byte[] Repeated(byte[] bytes, int times) => [.. Enumerable.Repeat(bytes, times).SelectMany(part => part)];

    public override string ToString() => $"{Protocol}: {Convert.ToHexString(Bytes)}; {(Narrow ? "narrow; " : "")}"
        + $"{string.Join(", ", Steps.Select(step => step.Act == Act.Send ? $"{step.Bytes}" : $"{step.Act}"))}; {Leaving}";
}
