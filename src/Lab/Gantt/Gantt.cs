namespace Sockeye.Lab;

/// <summary>Who was served when: lanes on one clock, made of a trace and of nothing else. Moments are nanoseconds since the first
/// event.</summary>
/// <param name="By">What a lane is.</param>
/// <param name="Model">The server's model; null where no server is in the trace.</param>
/// <param name="Length">From the first event to the last.</param>
/// <param name="Lanes">The lanes, in the order of their numbers.</param>
/// <param name="Dropped">How many events are missing; null where the trace has no end.</param>
public sealed record Gantt(GanttBy By, string? Model, long Length, IReadOnlyList<GanttLane> Lanes, long? Dropped)
{
    /// <summary>Lays a trace out.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="by">What a lane is.</param>
    /// <returns>The lanes.</returns>
    public static Gantt Of(Trace trace, GanttBy by)
    {
        ArgumentNullException.ThrowIfNull(trace);
        long start = trace.Events.Count == 0 ? 0 : trace.Events[0].Time;
        long length = trace.Events.Count == 0 ? 0 : trace.Events[^1].Time - start;
        ClientLane[] clients = ClientLanes.Of(trace, start);
        GanttLane[] lanes = by == GanttBy.Client ? [.. clients.Select(client => client.Lane(length))] : WorkerLanes.Of(clients);
        return new(by, trace.Model, length, lanes, trace.Dropped);
    }
}

/// <summary>What a lane of the picture is.</summary>
public enum GanttBy
{
    /// <summary>A client: who waited, and for how long.</summary>
    Client,

    /// <summary>A thread that served: what it was busy with. Of a trace without its server, a thread of the clients.</summary>
    Worker,
}

/// <summary>One client, or one thread.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Spans">What it was doing; none overlaps another.</param>
/// <param name="Pongs">When a pong was read; on a thread's lane empty.</param>
public sealed record GanttLane(int Number, IReadOnlyList<GanttSpan> Spans, IReadOnlyList<long> Pongs);

/// <summary>A while in which a client was in one state.</summary>
/// <param name="From">Its begin.</param>
/// <param name="Until">Its end.</param>
/// <param name="State">The state.</param>
/// <param name="Worker">The thread that served; <see cref="TraceEvent.None"/> where none did.</param>
/// <param name="Client">The client.</param>
public readonly record struct GanttSpan(long From, long Until, GanttState State, int Worker, int Client)
{
    /// <summary>How long it lasts.</summary>
    public long Length => Until - From;
}

/// <summary>What a client is doing, or what is being done for it.</summary>
public enum GanttState
{
    /// <summary>It calls connect, and the kernel has not answered.</summary>
    Connecting,

    /// <summary>It is connected, and no worker has begun to serve it: in the backlog, or in the server's queue.</summary>
    Backlog,

    /// <summary>It has sent, and nobody is serving it.</summary>
    Waiting,

    /// <summary>It is connected and has nothing to ask.</summary>
    Idle,

    /// <summary>Its message is being handled.</summary>
    Served,

    /// <summary>The handler of its message sleeps, and its thread with it.</summary>
    Sleeping,

    /// <summary>The handler of its message waits for a task, and its thread serves others meanwhile where the model is a loop.</summary>
    Parked,

    /// <summary>It has failed.</summary>
    Failed,
}
