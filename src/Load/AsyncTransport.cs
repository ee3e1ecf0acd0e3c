using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Sockeye.Linux;

namespace Sockeye.Load;

/// <summary>
/// The runtime's sockets, everywhere. A receive of no bytes completes when there is something to receive: so the pool says who is
/// ready, and the worker's thread does the rest, as over epoll. The hop from the pool to the worker is in every time.
/// </summary>
internal sealed class AsyncTransport(ClientPlan plan, int slots, int firstSource) : ITransport
{
    // Timers of the runtime are good to a millisecond or two: what is due sooner is waited for by yielding.
    private const long Coarse = 2_000_000;

    private readonly Line?[] _lines = new Line?[slots];
    private readonly ConcurrentQueue<(Line Line, HappeningKind Kind, SocketError Error)> _happened = [];
    private readonly ManualResetEventSlim _something = new();
    private Sources _sources = new(plan.SourceAddresses, firstSource);

    public SocketError Connect(int slot)
    {
        Line line = new(this, slot, plan.EndPoint, plan.PieceBytes ?? int.MaxValue);
        SocketError error = line.Connect(_sources.Next());
        if (error is SocketError.Success or SocketError.InProgress) _lines[slot] = line;
        else line.Dispose();
        return error;
    }

    public bool IsConnectedToItself(int slot) => _lines[slot]!.Socket.IsConnectedToItself;

    public int Port(int slot) => (_lines[slot]!.Socket.LocalEndPoint as IPEndPoint)?.Port ?? 0;

    public SocketError Send(int slot, ReadOnlySpan<byte> bytes) => _lines[slot]!.Send(bytes);

    public int Receive(int slot, Span<byte> buffer, out SocketError error) => _lines[slot]!.Receive(buffer, out error);

    public void Close(int slot)
    {
        _lines[slot]?.Dispose();
        _lines[slot] = null;
    }

    public long Wait(long nanoseconds)
    {
        long until = Clock.Now + nanoseconds;
        long? cpuBefore = null;
        while (!_something.IsSet && until - Clock.Now is var left and > 0)
        {
            if (left >= Coarse)
            {
                _something.Wait(Clock.Time(Math.Min(left - Coarse / 2, int.MaxValue * 1_000_000L)));
                continue;
            }
            cpuBefore ??= WindowCost.ThreadCpu;
            Thread.Yield();
        }
        // Now, and not before: what is told from here on sets it again, and what was told before is about to be taken.
        _something.Reset();
        // Not the time: whom it yields to has some of that.
        return cpuBefore is { } before ? WindowCost.ThreadCpu - before : 0;
    }

    public bool TryTake(out Happening happening)
    {
        while (_happened.TryDequeue(out (Line Line, HappeningKind Kind, SocketError Error) told))
        {
            if (_lines[told.Line.Slot] != told.Line) continue;
            if (told is { Kind: HappeningKind.Connected, Error: SocketError.Success }) told.Line.AwaitReadable();
            happening = new(told.Line.Slot, told.Kind, told.Error);
            return true;
        }
        happening = default;
        return false;
    }

    public void Wake() => _something.Set();

    // The event is left to the collector: a completion, or a wake, may still come.
    public void Dispose()
    {
        for (int slot = 0; slot < _lines.Length; slot++) Close(slot);
    }

    private void Tell(Line line, HappeningKind kind, SocketError error)
    {
        _happened.Enqueue((line, kind, error));
        _something.Set();
    }

    /// <summary>One connection. Its completions come on threads of the pool and only tell; everything else is the worker's.</summary>
    private sealed class Line : IDisposable
    {
        private readonly AsyncTransport _owner;
        private readonly SocketAsyncEventArgs _reading = new();
        private readonly SocketAsyncEventArgs _writing = new();
        private readonly EndPoint _server;
        private readonly int _pieceBytes;
        private Unsent _unsent;

        internal Line(AsyncTransport owner, int slot, EndPoint server, int pieceBytes)
        {
            (_owner, _server, _pieceBytes, Slot) = (owner, server, pieceBytes, slot);
            Socket = server.AddressFamily == AddressFamily.Unix
                ? new(server.AddressFamily, SocketType.Stream, ProtocolType.Unspecified)
                : new(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            _reading.Completed += (_, done) => owner.Tell(this, Kind(done), done.SocketError);
            _writing.Completed += (_, done) => Flush(done.SocketError, done.BytesTransferred);
        }

        internal int Slot { get; }

        internal Socket Socket { get; }

        internal SocketError Connect(IPEndPoint? source)
        {
            try
            {
                if (source is not null) Bind(source);
            }
            catch (SocketException refused)
            {
                return refused.SocketErrorCode;
            }
            _reading.RemoteEndPoint = _server;
            if (Socket.ConnectAsync(_reading)) return SocketError.InProgress;
            if (_reading.SocketError == SocketError.Success) AwaitReadable();
            return _reading.SocketError;
        }

        internal void AwaitReadable()
        {
            Socket.Blocking = false;
            _reading.SetBuffer(Memory<byte>.Empty);
            // A reset is told here and not again: the receive after it would find the mere end of the stream.
            if (!Socket.ReceiveAsync(_reading)) _owner.Tell(this, HappeningKind.Readable, _reading.SocketError);
        }

        internal SocketError Send(ReadOnlySpan<byte> bytes)
        {
            int sent = SendNow(bytes, out SocketError error);
            if (error is not (SocketError.Success or SocketError.WouldBlock)) return error;
            if (sent == bytes.Length) return SocketError.Success;
            _unsent.Keep(bytes[Math.Max(sent, 0)..]);
            _writing.SetBuffer(_unsent.Memory);
            if (!Socket.SendAsync(_writing)) Flush(_writing.SocketError, _writing.BytesTransferred);
            return SocketError.WouldBlock;
        }

        internal int Receive(Span<byte> buffer, out SocketError error)
        {
            int length = buffer.Length;
            error = SocketError.WouldBlock;
            int received = MeetsFault(ref length) ? 0 : Socket.Receive(buffer[..length], SocketFlags.None, out error);
            if (error is not (SocketError.Success or SocketError.WouldBlock)) return -1;
            if (error == SocketError.WouldBlock || received > 0) AwaitReadable();
            return error == SocketError.WouldBlock ? -1 : received;
        }

        // Completions that are still to come find the line gone from the table.
        public void Dispose()
        {
            Finish();
            Socket.Dispose();
        }

        // A receive is pending, and a socket that is disposed of under one is reset by the runtime, unless it was shut down: the
        // server would see an abort where over the kernel's own calls it sees the end.
        private void Finish()
        {
            if (!Socket.Connected) return;
            try
            {
                Socket.Shutdown(SocketShutdown.Send);
            }
            catch (SocketException)
            {
                // The server was faster: there is nothing left to end.
            }
        }

        // An interrupted call, which the runtime itself would repeat, is one that has to wait.
        private static bool MeetsFault(ref int length) =>
            CallFaults.Enabled && CallFaults.OnThisThread?.MeetTransfer(ref length) < 0;

        private static HappeningKind Kind(SocketAsyncEventArgs done) =>
            done.LastOperation == SocketAsyncOperation.Connect ? HappeningKind.Connected : HappeningKind.Readable;

        // What there is no room for follows whole.
        private int SendNow(ReadOnlySpan<byte> bytes, out SocketError error)
        {
            int sent = 0;
            error = SocketError.Success;
            while (sent < bytes.Length && error == SocketError.Success)
            {
                int piece = Math.Min(_pieceBytes, bytes.Length - sent);
                error = SocketError.WouldBlock;
                int taken = MeetsFault(ref piece) ? 0 : Socket.Send(bytes.Slice(sent, piece), SocketFlags.None, out error);
                sent += Math.Max(taken, 0);
                if (taken < piece) break;
            }
            return sent;
        }

        // On a stream socket the runtime sends all of it before it completes.
        private void Flush(SocketError error, int sent)
        {
            _unsent.Advance(sent);
            _owner.Tell(this, HappeningKind.Flushed, error);
        }

        private void Bind(IPEndPoint source)
        {
            const int IpLevel = 0, BindAddressNoPort = 24; // ip(7), Linux alone: see SocketOptions of Linux
            if (OperatingSystem.IsLinux()) Socket.SetRawSocketOption(IpLevel, BindAddressNoPort, BitConverter.GetBytes(1));
            Socket.Bind(source);
        }
    }
}

/// <summary>What a socket knows of its two ends.</summary>
internal static class SocketEnds
{
    extension(Socket socket)
    {
        /// <summary>tcp(7) allows a simultaneous open, even with oneself: where the kernel chooses the very port that is
        /// asked for, connect succeeds though nobody listens, and the client would answer itself.</summary>
        internal bool IsConnectedToItself =>
            socket.AddressFamily != AddressFamily.Unix && socket.LocalEndPoint!.Equals(socket.RemoteEndPoint);
    }
}
