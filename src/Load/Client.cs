using System.Net.Sockets;

namespace Sockeye.Load;

/// <summary>One client: connects, sends its pings one after another, checks every pong, and leaves. Whatever goes wrong
/// ends this client alone.</summary>
internal sealed class Client(ClientTrack track, ClientPlan plan, Recorder recorder)
{
    internal async Task Run(CancellationToken cancellation)
    {
        ClientFailure? failure = await Outcome(cancellation).ConfigureAwait(false);
        if (failure is not null)
        {
            track.Failure = failure;
            recorder.Failed(track.Client, failure);
        }
        recorder.Left(track.Client);
    }

    // What goes wrong around the conversation: everything that arrives as an exception.
    private async Task<ClientFailure?> Outcome(CancellationToken cancellation)
    {
        // One timer a client, set anew for every step.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            return await Converse(deadline, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            track.Interrupted = true;
            return null;
        }
        catch (OperationCanceledException)
        {
            return track.IsConnected
                ? new(FailureKind.PingTimeout, $"no pong within {plan.PingTimeout.TotalSeconds} s")
                : new(FailureKind.ConnectTimeout, $"not connected within {plan.ConnectTimeout.TotalSeconds} s");
        }
        catch (SocketException error)
        {
            return track.IsConnected
                ? SocketFailure.WhileConnected(error)
                : SocketFailure.WhileConnecting(error, plan.EndPoint.AddressFamily == AddressFamily.Unix);
        }
    }

    // What is done: the conversation itself.
    private async Task<ClientFailure?> Converse(CancellationTokenSource deadline, CancellationToken cancellation)
    {
        track.BeginConnecting();
        deadline.CancelAfter(plan.ConnectTimeout);
        using Socket socket = await Dialler.Connect(plan.EndPoint, deadline.Token).ConfigureAwait(false);
        if (socket.IsConnectedToItself) return Dialler.SelfConnect;
        recorder.Connected(track.Client, track.EndConnecting());

        PingPongExchange exchange = new(socket, track.Client);
        for (int sequence = 1; sequence <= track.Pings; sequence++)
        {
            if (sequence > 1 && plan.DelayBetween > TimeSpan.Zero)
            {
                deadline.CancelAfter(Timeout.InfiniteTimeSpan);
                await Task.Delay(plan.DelayBetween, cancellation).ConfigureAwait(false);
            }
            deadline.CancelAfter(plan.PingTimeout);
            track.Ping();
            ClientFailure? failure = await exchange.Ask(sequence, deadline.Token).ConfigureAwait(false);
            if (failure is not null) return failure;
            recorder.Ponged(track.Pong(exchange.Received));
        }
        return null;
    }
}
