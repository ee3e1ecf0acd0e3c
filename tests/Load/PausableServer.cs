using System.Net;
using System.Net.Sockets;

namespace Sockeye.Tests.Load;

/// <summary>A server of blocking sockets, a thread each, that answers every line by the same with «o» for «i». It can be slow by a
/// fixed time a line, and can pause: for so long, from so long after its first line, nobody is answered.</summary>
internal sealed class PausableServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _peers = [];
    private readonly TimeSpan _pauseAfter;
    private readonly TimeSpan _pause;
    private long _firstLine;
    private int _connections;
    private long _lines;

    internal PausableServer(TimeSpan pauseAfter = default, TimeSpan pause = default)
    {
        (_pauseAfter, _pause) = (pauseAfter, pause);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        new Thread(Accept) { IsBackground = true }.Start();
    }

    /// <summary>How long each line takes it.</summary>
    internal TimeSpan Delay { get; init; }

    internal EndPoint EndPoint => _listener.LocalEndPoint!;

    internal int Connections => Volatile.Read(ref _connections);

    internal long Lines => Interlocked.Read(ref _lines);

    public void Dispose()
    {
        _listener.Dispose();
        lock (_peers) _peers.ForEach(peer => peer.Dispose());
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket peer = _listener.Accept();
                peer.NoDelay = true;
                Interlocked.Increment(ref _connections);
                lock (_peers) _peers.Add(peer);
                new Thread(() => Serve(peer)) { IsBackground = true }.Start();
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed within the accept, or before it: the test is over.
        }
    }

    private void Serve(Socket peer)
    {
        byte[] bytes = new byte[64 * 1024];
        int held = 0;
        try
        {
            while (peer.Receive(bytes, held, bytes.Length - held, SocketFlags.None) is var received and > 0)
            {
                held += received;
                int start = 0;
                for (int end; (end = Array.IndexOf(bytes, (byte)'\n', start, held - start)) >= 0; start = end + 1)
                {
                    Interlocked.CompareExchange(ref _firstLine, Environment.TickCount64, 0);
                    Interlocked.Increment(ref _lines);
                    BeSlow();
                    bytes[start + 1] = (byte)'o';
                    peer.Send(bytes, start, end + 1 - start, SocketFlags.None);
                }
                held -= start;
                Array.Copy(bytes, start, bytes, 0, held);
            }
        }
        catch (SocketException)
        {
            // The client has gone, or the test is over.
        }
        catch (ObjectDisposedException)
        {
            // As above.
        }
    }

    // The slowness that is measured; nothing waits for it to have happened.
    private void BeSlow()
    {
        if (Delay > TimeSpan.Zero) Thread.Sleep(Delay);
        TimeSpan since = TimeSpan.FromMilliseconds(Environment.TickCount64 - _firstLine);
        if (since >= _pauseAfter && since < _pauseAfter + _pause) Thread.Sleep(_pauseAfter + _pause - since);
    }
}
