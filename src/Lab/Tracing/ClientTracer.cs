using Sockeye.Load;

namespace Sockeye.Lab;

/// <summary>Records what the clients do.</summary>
/// <param name="recorder">Where to.</param>
public sealed class ClientTracer(TraceRecorder recorder) : LoadTracer
{
    /// <summary>One that records there; null where nothing is recorded.</summary>
    /// <param name="recorder">Where to.</param>
    /// <returns>The tracer.</returns>
    public static ClientTracer? Of(TraceRecorder? recorder) => recorder is null ? null : new(recorder);

    /// <inheritdoc/>
    public override void Connecting(int worker, int client, long at) => Record(TraceKind.Connect, worker, client, at, 0);

    /// <inheritdoc/>
    public override void Connected(int worker, int client, long at, int port) => Record(TraceKind.Connected, worker, client, at, port);

    /// <inheritdoc/>
    public override void Sent(int worker, int client, long at, long sequence, long due) => recorder.Record(
        new(at, TraceKind.Sent) { Client = client, Worker = worker, Number = sequence, Due = due == at ? 0 : due });

    /// <inheritdoc/>
    public override void NeverSent(int worker, int client, long at, long sequence, long due) => recorder.Record(
        new(at, TraceKind.NeverSent) { Client = client, Worker = worker, Number = sequence, Due = due });

    /// <inheritdoc/>
    public override void Ponged(int worker, int client, long at, long sequence) => Record(TraceKind.Pong, worker, client, at, sequence);

    /// <inheritdoc/>
    public override void Failed(int worker, int client, long at, FailureKind failure) => recorder.Record(
        new(at, TraceKind.Failed) { Client = client, Worker = worker, Reason = (int)failure });

    /// <inheritdoc/>
    public override void Left(int worker, int client, long at) => Record(TraceKind.Left, worker, client, at, 0);

    private void Record(TraceKind kind, int worker, int client, long at, long number) =>
        recorder.Record(new(at, kind) { Client = client, Worker = worker, Number = number });
}
