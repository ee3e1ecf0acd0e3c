using System.Diagnostics;

namespace Sockeye.Load;

/// <summary>What one client has done so far, in ticks of the monotonic clock. Written by that client alone.</summary>
internal sealed class ClientTrack(int client, int pings)
{
    internal int Client { get; } = client;

    internal int Pings { get; } = pings;

    internal int Sent { get; private set; }

    internal int Pongs { get; private set; }

    internal long Started { get; private set; }

    internal long Connected { get; private set; }

    internal long FirstPing { get; private set; }

    internal long LastPing { get; private set; }

    internal long FirstPong { get; private set; }

    internal long LastPong { get; private set; }

    internal TimeSpan LongestResponse { get; private set; }

    internal ClientFailure? Failure { get; set; }

    internal bool Interrupted { get; set; }

    internal bool IsConnected => Connected != 0;

    internal void BeginConnecting() => Started = Stopwatch.GetTimestamp();

    internal TimeSpan EndConnecting()
    {
        Connected = Stopwatch.GetTimestamp();
        return Stopwatch.GetElapsedTime(Started, Connected);
    }

    internal void Ping()
    {
        Sent++;
        LastPing = Stopwatch.GetTimestamp();
        if (Sent == 1) FirstPing = LastPing;
    }

    /// <param name="received">When the receive that completed it returned.</param>
    internal Pong Pong(long received)
    {
        Pongs++;
        LastPong = received;
        if (Pongs == 1) FirstPong = received;
        TimeSpan response = Stopwatch.GetElapsedTime(LastPing, received);
        if (response > LongestResponse) LongestResponse = response;
        return new(Client, Pongs, Pings, response);
    }

    internal ClientResult Result(long runStarted)
    {
        TimeSpan? Moment(long ticks) => ticks == 0 ? null : Stopwatch.GetElapsedTime(runStarted, ticks);
        return new()
        {
            Client = Client,
            Pings = Pings,
            Sent = Sent,
            Pongs = Pongs,
            Started = Moment(Started) ?? default,
            Connect = Moment(Connected) - Moment(Started),
            FirstPong = Moment(FirstPong) - Moment(Started),
            FirstPingSent = Moment(FirstPing),
            LastPongReceived = Moment(LastPong),
            LongestResponse = LongestResponse,
            Failure = Failure,
        };
    }
}
