using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sockeye.Bench;

/// <summary>
/// The load without a C compiler: it takes the commands of load.c, except churn. On each connection it sends what may be out at a
/// time, to all in turn, and awaits the pongs from all in turn: a time that it tells is the time of a whole turn.
/// </summary>
internal sealed class PingLoad(int port, int outstanding)
{
    /// <summary>Bytes of a ping, as of its pong.</summary>
    private const int MessageBytes = 16;
    private readonly List<Socket> _sockets = [];
    private readonly List<byte[]> _pings = [];
    private readonly byte[] _pongs = new byte[MessageBytes * outstanding];
    private readonly List<double> _times = [];

    /// <summary>Answers commands until stdin ends.</summary>
    internal int Run()
    {
        while (Console.ReadLine() is { } line)
        {
            long begin = Stopwatch.GetTimestamp();
            _times.Clear();
            long count = line.Split(' ') switch
            {
                ["connect", var total] => Connect(int.Parse(total, CultureInfo.InvariantCulture)),
                ["ping", var total, var limit] => Ping(
                    long.Parse(total, CultureInfo.InvariantCulture), long.Parse(limit, CultureInfo.InvariantCulture)),
                _ => throw new NotSupportedException($"«{line}» needs the load in C."),
            };
            _times.Sort();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{count} {Stopwatch.GetElapsedTime(begin).TotalNanoseconds:0} {Percentile(0.5):0} {Percentile(0.99):0}"));
        }
        foreach (Socket socket in _sockets) socket.Dispose();
        return 0;
    }

    private int Connect(int total)
    {
        int added = total - _sockets.Count;
        while (_sockets.Count < total)
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPAddress.Loopback, port);
            string ping = string.Create(CultureInfo.InvariantCulture, $"ping {_sockets.Count:00000} 0000\n");
            _pings.Add(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(ping, outstanding))));
            _sockets.Add(socket);
            Send(_sockets.Count - 1);
            Await(_sockets.Count - 1);
        }
        return added;
    }

    private long Ping(long total, long milliseconds)
    {
        long begin = Stopwatch.GetTimestamp();
        long count = 0;
        while (count < total && (count == 0 || Stopwatch.GetElapsedTime(begin).TotalMilliseconds < milliseconds))
        {
            long turn = Stopwatch.GetTimestamp();
            for (int i = 0; i < _sockets.Count; i++) Send(i);
            for (int i = 0; i < _sockets.Count; i++) Await(i);
            count += (long)_sockets.Count * outstanding;
            _times.Add(Stopwatch.GetElapsedTime(turn).TotalNanoseconds);
        }
        return count;
    }

    private void Send(int client) => _sockets[client].Send(_pings[client]);

    private void Await(int client)
    {
        for (int held = 0; held < _pongs.Length;)
        {
            int count = _sockets[client].Receive(_pongs, held, _pongs.Length - held, SocketFlags.None);
            if (count == 0) throw new InvalidOperationException($"The server closed connection {client}.");
            held += count;
        }
        for (int i = 0; i < _pongs.Length; i += MessageBytes)
        {
            if (_pongs[i + 1] != 'o') throw new InvalidOperationException($"Connection {client} got something else than a pong.");
            _pongs[i + 1] = (byte)'i';
        }
        if (!_pongs.AsSpan().SequenceEqual(_pings[client]))
            throw new InvalidOperationException($"Connection {client} got another pong than its own.");
    }

    private double Percentile(double part) => _times.Count == 0 ? 0 : _times[(int)(part * (_times.Count - 1))];
}
