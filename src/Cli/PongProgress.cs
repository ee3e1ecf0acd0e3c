using System.Globalization;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>How far the clients are.</summary>
internal sealed class PongProgress : ShownClients
{
    private readonly int _clients;
    private readonly long _pings;
    private readonly ProgressLine _line;
    private long _pongs;
    private int _left;
    private int _failed;

    internal PongProgress(TextWriter error, bool terminal, ClientPlan plan, TimeProvider time)
    {
        _clients = plan.Clients;
        _pings = (long)plan.Clients * plan.Pings;
        _line = new(error, terminal, Text, time);
    }

    public override void Ponged(in Pong pong) => Interlocked.Increment(ref _pongs);

    public override void Failed(int client, ClientFailure failure) => Interlocked.Increment(ref _failed);

    public override void Left(int client) => Interlocked.Increment(ref _left);

    public override void Dispose() => _line.Dispose();

    internal void Draw() => _line.Draw();

    private string Text() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_pongs:N0} of {Counted.Of(_pings, "pong")}, {_left:N0} of {Counted.Of(_clients, "client")} done, {_failed:N0} failed");
}
