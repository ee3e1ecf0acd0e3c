using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Sockeye.Lab;

/// <summary>The course of one life: one half says what is drawn, the other checks every byte that comes back, and what became of it is
/// entered once.</summary>
internal sealed class LifeCourse(
    SoakPlan plan, Life life, string name, PeerLedger ledger, Socket socket, CancellationToken abort)
{
    private const int BufferBytes = 64 * 1024;
    private const int SmallBuffer = 4096;
    private const int TcpRepair = 19;

    // The most that one who reads nothing sends: far beyond what any server should take of it, and what the kernel's buffers hold (tcp(7):
    // tcp_rmem is often 32 MiB at most, tcp_wmem 4).
    private const long MostUnread = 256 << 20;

    // Until all of those before it have been served: on `sequential` that is all other peers.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly long _begun = Stopwatch.GetTimestamp();
    private long _said;
    private long _heard;
    private bool _hasSaidAll;
    private bool _hasEnded;
    private long _lastStep;
    private TimeSpan _longestPause;

    /// <summary>Lives it.</summary>
    /// <param name="endPoint">Whom to connect to.</param>
    /// <param name="connected">Called when it has.</param>
    internal async Task Run(IPEndPoint endPoint, Action connected)
    {
        TimeSpan patience = Patience + plan.Clock * plan.Connections;
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(abort);
        over.CancelAfter(patience);
        try
        {
            if (life.End == LifeEnd.ReadNothing) socket.ReceiveBufferSize = socket.SendBufferSize = SmallBuffer;
            await socket.ConnectAsync(endPoint, over.Token).ConfigureAwait(false);
            socket.NoDelay = true;
            connected();
            await Talk(over.Token).ConfigureAwait(false);
        }
        catch (SocketException error)
        {
            await EndEarly(error.SocketErrorCode, error.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            if (abort.IsCancellationRequested) End(Outcome.Unfinished);
            else EndWrong($"nothing for {patience.TotalSeconds:0} s");
        }
    }

    private async Task Talk(CancellationToken patience)
    {
        if (life.End == LifeEnd.ReadNothing)
        {
            await SayUntilEnded(patience).ConfigureAwait(false);
            return;
        }
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(patience);
        Step();
        Task saying = Say(over.Token);
        try
        {
            await Hear(patience).ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await saying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Say(CancellationToken over)
    {
        Speech speech = Speech.Asked(plan.Protocol, life.Seed);
        Random random = new((int)(life.Seed >> 33));
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        long most = life.End == LifeEnd.FallSilent ? Math.Min(life.EndAfter + 1, life.Bytes) : life.Bytes;
        // To the end of a message, but for one who falls silent: of a part of one nothing comes back.
        while (_said < most || (life.End != LifeEnd.FallSilent && speech.LeftOfMessage > 0))
        {
            long left = _said < most ? most - _said : speech.LeftOfMessage;
            int length = (int)Math.Min(left, random.Next(1, life.PieceBytes + 1));
            speech.Fill(buffer.AsSpan(0, length));
            // Before it is sent: the answer may come before the send returns.
            Interlocked.Add(ref _said, length);
            for (int sent = 0; sent < length;)
            {
                sent += await socket.SendAsync(buffer.AsMemory(sent, length - sent), over).ConfigureAwait(false);
                Step();
            }
        }
        ArrayPool<byte>.Shared.Return(buffer);
        Volatile.Write(ref _hasSaidAll, true);
        if (life.End == LifeEnd.Finish) socket.Shutdown(SocketShutdown.Send);
    }

    private async Task Hear(CancellationToken patience)
    {
        Speech speech = Speech.Answered(plan.Protocol, life.Seed);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        byte[] expected = ArrayPool<byte>.Shared.Rent(BufferBytes);
        while (!_hasEnded)
        {
            if (IsKiller && _heard >= life.EndAfter && Interlocked.Read(ref _said) > 0)
            {
                Kill();
                break;
            }
            int heard = await socket.ReceiveAsync(buffer.AsMemory(0, BufferBytes), patience).ConfigureAwait(false);
            Step();
            if (heard == 0)
            {
                await EndOfStream().ConfigureAwait(false);
                break;
            }
            speech.Fill(expected.AsSpan(0, heard));
            int right = buffer.AsSpan(0, heard).CommonPrefixLength(expected.AsSpan(0, heard));
            ledger.Verify(right);
            if (right < heard) EndWrong($"byte {_heard + right} is {buffer[right]:x2} and should be {expected[right]:x2}");
            else if (_heard + heard > Interlocked.Read(ref _said)) EndWrong($"more than was asked for: {_heard + heard} bytes");
            _heard += heard;
        }
        ArrayPool<byte>.Shared.Return(buffer);
        ArrayPool<byte>.Shared.Return(expected);
    }

    // The server stops reading while its answer is unsent, so there comes a time when nothing more can be said; then its clock runs.
    private async Task SayUntilEnded(CancellationToken patience)
    {
        Speech speech = Speech.Asked(plan.Protocol, life.Seed);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        for (long sent = 0; sent < MostUnread;)
        {
            speech.Fill(buffer.AsSpan(0, BufferBytes));
            for (int taken = 0; taken < BufferBytes;)
                taken += await socket.SendAsync(buffer.AsMemory(taken, BufferBytes - taken), patience).ConfigureAwait(false);
            sent += BufferBytes;
        }
        EndWrong($"{MostUnread >> 20} MiB were taken of a peer that reads none of its answers");
    }

    private bool IsKiller => life.End is LifeEnd.Leave or LifeEnd.Reset or LifeEnd.Vanish;

    private void Kill()
    {
        if (life.End == LifeEnd.Vanish && TryVanish())
        {
            End(Outcome.Vanished);
            return;
        }
        // Where one may not vanish, a reset is the next best.
        if (life.End != LifeEnd.Leave) socket.LingerState = new(enable: true, seconds: 0);
        socket.Close();
        End(life.End == LifeEnd.Leave ? Outcome.Left : Outcome.Reset);
    }

    // tcp(7): a socket under repair is closed without a word; it needs CAP_NET_ADMIN.
    private bool TryVanish()
    {
        try
        {
            socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpRepair, [1, 0, 0, 0]);
        }
        catch (SocketException)
        {
            return false;
        }
        socket.Close();
        return true;
    }

    private async Task EndOfStream()
    {
        long said = Interlocked.Read(ref _said);
        if (life.End == LifeEnd.Finish && Volatile.Read(ref _hasSaidAll) && _heard == said) End(Outcome.Completed);
        else await EndEarly(null, $"the stream ended after {_heard} bytes of answers to {said} of {life.Bytes}").ConfigureAwait(false);
    }

    // Whose fault it may be, in the order of what is known for sure.
    private async Task EndEarly(SocketError? error, string what)
    {
        if (life.GoesDown && error == SocketError.ConnectionRefused) End(Outcome.Refused);
        else if (life.MayBeCut) End(Outcome.Cut);
        else if (abort.IsCancellationRequested) End(Outcome.Unfinished);
        else if (life.End is LifeEnd.FallSilent or LifeEnd.ReadNothing) End(Outcome.EndedByClock);
        else if (await WasHeldUp().ConfigureAwait(false)) End(Outcome.Late);
        else EndWrong($"{what} ({error?.ToString() ?? "FIN"})");
    }

    // Of a process that was held up, this may go on before who watches over it does.
    private async Task<bool> WasHeldUp()
    {
        if (_longestPause > plan.Clock / 2) return true;
        await ledger.NextLook.ConfigureAwait(false);
        return ledger.WasHeldUpSince(_begun);
    }

    // Both halves step; a pause that one of them misses is too short for the clocks.
    private void Step()
    {
        long now = Stopwatch.GetTimestamp();
        long last = Interlocked.Exchange(ref _lastStep, now);
        if (last != 0 && _heard > 0 && Stopwatch.GetElapsedTime(last, now) is var pause && pause > _longestPause) _longestPause = pause;
    }

    private void End(Outcome outcome)
    {
        if (_hasEnded) return;
        _hasEnded = true;
        ledger.End(outcome);
    }

    private void EndWrong(string what)
    {
        if (_hasEnded) return;
        _hasEnded = true;
        ledger.EndWrong($"{name}: {what}");
    }
}
