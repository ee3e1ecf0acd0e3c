using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sockeye.Lab;

/// <summary>One peer: a life after another, each a connection, straight to the server or through a proxy of its own.</summary>
internal sealed class SoakPeer(SoakPlan plan, int number, IPEndPoint server, PeerLedger ledger) : IAsyncDisposable
{
    // What becomes of the next connections of the proxy, which come in the order of connecting.
    private readonly ConcurrentQueue<Toxics> _next = [];
    private ToxicProxy? _proxy;
    private int _lives;

    /// <summary>Connects to the server by the proxy: tried, and come about.</summary>
    internal (long Tried, long Made) Forwarded => (_proxy?.Connecting ?? 0, _proxy?.Connected ?? 0);

    /// <summary>Lives as long as it shall.</summary>
    /// <param name="goOn">Asked before each life.</param>
    /// <param name="abort">Ends a life at once.</param>
    internal async Task Run(Func<bool> goOn, CancellationToken abort)
    {
        // Off the caller's thread: a life that never has to wait would keep it.
        await Task.Yield();
        while (goOn() && !abort.IsCancellationRequested)
        {
            Life life = Life.Draw(plan, number, _lives++);
            ledger.Begin();
            string name = $"peer {number}, life {_lives - 1}";
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            LifeCourse course = new(plan, life, name, ledger, socket, abort);
            if (life.Toxics.Count == 0)
            {
                ledger.Connects();
                await course.Run(server, ledger.HasConnected).ConfigureAwait(false);
            }
            else
            {
                await Through(life, course).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null) await _proxy.DisposeAsync().ConfigureAwait(false);
    }

    private async Task Through(Life life, LifeCourse course)
    {
        _proxy ??= new(server, _ => _next.TryDequeue(out Toxics? toxics) ? toxics : Toxics.None());
        _next.Enqueue(life.Made());
        Task down = life.GoesDown ? GoDown(_proxy, life) : Task.CompletedTask;
        await course.Run(_proxy.EndPoint, static () => { }).ConfigureAwait(false);
        await down.ConfigureAwait(false);
        if (!life.GoesDown) return;
        // Who had connected and was not accepted takes nobody's place in the row.
        _next.Clear();
        _proxy.Up();
    }

    // Before the peer comes, or while it talks.
    private static async Task GoDown(ToxicProxy proxy, Life life)
    {
        int delay = (int)(life.Seed >> 40) % 20;
        if (delay >= 5) await Task.Delay(delay - 5).ConfigureAwait(false);
        await proxy.Down().ConfigureAwait(false);
    }
}
