namespace Sockeye.Load;

/// <summary>The failures' names, as reports print them.</summary>
public static class FailureNames
{
    /// <summary>The name of a kind of failure.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>A few words in lower case.</returns>
    public static string Name(this FailureKind kind) => kind switch
    {
        FailureKind.Refused => "refused",
        FailureKind.Unreachable => "unreachable",
        FailureKind.ConnectTimeout => "connect timeout",
        FailureKind.PingTimeout => "ping timeout",
        FailureKind.Reset => "reset",
        FailureKind.ClosedEarly => "closed early",
        FailureKind.WrongReply => "wrong reply",
        FailureKind.LineTooLong => "line too long",
        FailureKind.SelfConnect => "connected to itself",
        FailureKind.LocalPortsExhausted => "out of local ports",
        FailureKind.LocalDescriptorsExhausted => "out of descriptors",
        _ => "other",
    };
}
