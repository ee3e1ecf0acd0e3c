namespace Sockeye.Protocols;

/// <summary>What a framing found at the start of the unconsumed bytes: a message, the beginning of one, or nonsense.</summary>
public readonly struct Frame
{
    private Frame(FrameKind kind, int start, int length, int consumed, long announced, string? failure)
    {
        Kind = kind;
        Start = start;
        Length = length;
        Consumed = consumed;
        AnnouncedBytes = announced;
        Failure = failure;
    }

    /// <summary>Which of the three it is.</summary>
    public FrameKind Kind { get; }

    /// <summary>Where the message starts in the bytes (<see cref="FrameKind.Complete"/>).</summary>
    public int Start { get; }

    /// <summary>The length of the message, without its framing, in bytes (<see cref="FrameKind.Complete"/>).</summary>
    public int Length { get; }

    /// <summary>How many bytes the whole frame takes, from the start, at least 1 (<see cref="FrameKind.Complete"/>).</summary>
    public int Consumed { get; }

    /// <summary>How long the incomplete frame will be, as far as it has announced it; 0 where it has not
    /// (<see cref="FrameKind.Incomplete"/>). May be more than any buffer holds.</summary>
    public long AnnouncedBytes { get; }

    /// <summary>How the bytes break the framing (<see cref="FrameKind.Broken"/>), otherwise null.</summary>
    public string? Failure { get; }

    /// <summary>A whole message.</summary>
    /// <param name="start">Where the message starts in the bytes.</param>
    /// <param name="length">Its length, without its framing.</param>
    /// <param name="consumed">How many bytes the whole frame takes, from the start.</param>
    /// <returns>The frame.</returns>
    public static Frame Complete(int start, int length, int consumed) => new(FrameKind.Complete, start, length, consumed, 0, null);

    /// <summary>The beginning of a message, or nothing.</summary>
    /// <param name="announced">How long the whole frame will be, as far as it has announced it; 0 where it has not.</param>
    /// <returns>The frame.</returns>
    public static Frame Incomplete(long announced = 0) => new(FrameKind.Incomplete, 0, 0, 0, announced, null);

    /// <summary>Bytes that break the framing.</summary>
    /// <param name="failure">What was wrong, for observers. It must not be copied from what the peer sent.</param>
    /// <returns>The frame.</returns>
    public static Frame Broken(string failure) => new(FrameKind.Broken, 0, 0, 0, 0, failure);
}

/// <summary>What a framing can find.</summary>
public enum FrameKind
{
    /// <summary>The beginning of a message, or nothing at all.</summary>
    Incomplete,

    /// <summary>A whole message.</summary>
    Complete,

    /// <summary>Bytes that break the framing. There is no way back: where the next message starts is not known.</summary>
    Broken,
}
