using Sockeye.Servers;

namespace Sockeye.Lab;

/// <summary>What a scenario asks of a server besides its model: how it is to be started. Only of our own: nobody else's handler can
/// be told to sleep.</summary>
public sealed record ServerSetup
{
    /// <summary>What it does for each ping. Defaults to nothing.</summary>
    public WorkOptions Work { get; init; } = new();

    /// <summary>Its threads or reactors, where the model has more than one; null, the default, is the model's own number.</summary>
    public int? Threads { get; init; }

    /// <summary>What it speaks, by its name in the catalog; null, the default, is the lesson's protocol.</summary>
    public string? Protocol { get; init; }

    /// <summary>How long a connection may make no progress; null, the default, is the server's own limit.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>How long a message may take; null, the default, is the server's own limit.</summary>
    public TimeSpan? MessageTimeout { get; init; }

    /// <summary>How long a peer may read none of its reply; null, the default, is the server's own limit.</summary>
    public TimeSpan? SendTimeout { get; init; }

    /// <summary>The file that it records its trace to; null, the default, is none.</summary>
    public string? Trace { get; init; }

    /// <summary>The file that it writes its account to when it has stopped; null, the default, is none.</summary>
    public string? Account { get; init; }

    /// <summary>For how many processors it sizes itself, whichever of them it is bound to; null, the default: for those.</summary>
    public int? Processors { get; init; }
}
