using System.Net;
using Sockeye.Protocols;

namespace Sockeye.Servers;

/// <summary>Not yet.</summary>
public sealed class SequentialServer(Func<IProtocol> protocol, ServerOptions options) : IServer
{
    /// <inheritdoc/>
    public EndPoint EndPoint => options.EndPoint;

    /// <inheritdoc/>
    public ServerStatus Status => default;

    /// <inheritdoc/>
    public ServerSummary Run(CancellationToken stop, CancellationToken abort = default) => throw new NotSupportedException(protocol.ToString());

    /// <inheritdoc/>
    public void Dispose() { }
}
