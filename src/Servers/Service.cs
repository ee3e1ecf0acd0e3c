using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>What is the same for all connections of a server, behind one reference: there may be many of them, and most are
/// silent.</summary>
/// <param name="protocol">Makes the protocol of a connection.</param>
/// <param name="options">The limits.</param>
/// <param name="ledger">Where connections are counted.</param>
/// <param name="holdsLoop">Whether others wait while the protocol of one is called.</param>
internal sealed class Service(Func<IProtocol> protocol, ServerOptions options, Ledger ledger, bool holdsLoop)
{
    internal Func<IProtocol> Protocol { get; } = protocol;

    internal ServerOptions Options { get; } = options;

    internal ServerObserver? Observer { get; } = options.Observer;

    internal Ledger Ledger { get; } = ledger;

    internal BufferPool Pool { get; } = ledger.Pool;

    internal Clocks Clocks { get; } = new(options);

    /// <summary>The longest message of a client that has not completed one yet.</summary>
    internal int MaxFirstMessageBytes { get; } = Math.Min(options.MaxFirstMessageBytes ?? int.MaxValue, options.MaxMessageBytes);

    internal bool HoldsLoop { get; } = holdsLoop;
}
