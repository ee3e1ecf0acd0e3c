using System.Globalization;
using System.Net.Sockets;

namespace Sockeye.Lab;

/// <summary>Connections that say nothing for as long as they last.</summary>
/// <param name="Clients">How many.</param>
internal sealed record SilentCrowd(int Clients) : Companion
{
    internal override string Text => string.Create(CultureInfo.InvariantCulture, $"{Clients:N0} silent connections");

    internal override int Descriptors => Clients;

    internal override async Task<IAsyncDisposable> Begin(ServerProcess server, CancellationToken stop)
    {
        Connections connections = new();
        try
        {
            // One after another: all at once they would find the backlog full, and the kernel tries again only after a second.
            for (int i = 0; i < Clients; i++)
            {
                Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                connections.Add(socket);
                await socket.ConnectAsync(server.EndPoint, stop).ConfigureAwait(false);
            }
            return connections;
        }
        catch
        {
            await connections.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private sealed class Connections : List<Socket>, IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            foreach (Socket socket in this) socket.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
