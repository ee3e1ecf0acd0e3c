using System.Globalization;

namespace Sockeye.Bench;

/// <summary>
/// The client of a measurement, on core 1: the C program load.c, or where there is no compiler its slower twin in this program,
/// <see cref="PingLoad"/>. Every command waits until all its pings are answered.
/// </summary>
internal sealed class Load : IDisposable
{
    private readonly Child _process;

    /// <summary>Starts it; it connects when it is told to.</summary>
    /// <param name="program">The compiled load.c, or null.</param>
    /// <param name="port">Of the server on 127.0.0.1.</param>
    /// <param name="outstanding">Pings that a connection has out at a time.</param>
    internal Load(string? program, string port, int outstanding)
    {
        string[] arguments = [port, outstanding.ToString(CultureInfo.InvariantCulture)];
        _process = program is null ? new Child(core: 1, ["load", .. arguments]) : new Child(core: 1, new Launch(program, arguments));
    }

    internal int Id => _process.Id;

    /// <summary>Connects until so many connections are open; each has been answered once.</summary>
    internal void Connect(int total) => Do($"connect {total}");

    /// <summary>Pings over all connections, or as many as a time allows to begin.</summary>
    internal Exchange Ping(long count, int milliseconds) => Do($"ping {count} {milliseconds}");

    /// <summary>Connections that connect, get one pong and close, or as many as a time allows to begin.</summary>
    internal Exchange Churn(long count, int milliseconds) => Do($"churn {count} {milliseconds}");

    public void Dispose() => _process.Dispose();

    private Exchange Do(string command)
    {
        _process.Say(command);
        long[] answer = [.. _process.Read().Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
        return new Exchange(answer[0], answer[1] / 1e9, answer[2] / 1e3, answer[3] / 1e3);
    }
}

/// <summary>What the load saw: pongs, the time from the first ping to the last pong, and the time a ping took.</summary>
internal sealed record Exchange(long Count, double Seconds, double P50Microseconds, double P99Microseconds);
