using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Sockeye.Lab;

/// <summary>One client that asks one thing and leaves: whether a server still serves.</summary>
internal sealed class SoakProbe(SoakPlan plan, IPEndPoint server)
{
    private const int AskedBytes = 2048;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How often it has connected.</summary>
    internal int Asked { get; private set; }

    /// <summary>How long connecting and being answered took; null where the answer does not come, or is wrong.</summary>
    internal async Task<TimeSpan?> Ask(CancellationToken stop)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        long start = Stopwatch.GetTimestamp();
        try
        {
            await socket.ConnectAsync(server, patience.Token).ConfigureAwait(false);
            Asked++;
            return await IsAnswered(socket, patience.Token).ConfigureAwait(false) ? Stopwatch.GetElapsedTime(start) : null;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            return null;
        }
    }

    private async Task<bool> IsAnswered(Socket socket, CancellationToken stop)
    {
        byte[] asked = new byte[AskedBytes];
        byte[] expected = new byte[AskedBytes];
        // Of the pongs, those to whole pings alone come: the rest is cut off by the end.
        Speech asks = Speech.Asked(plan.Protocol, 0);
        asks.Fill(asked);
        Speech.Answered(plan.Protocol, 0).Fill(expected);
        await socket.SendAsync(asked.AsMemory(), stop).ConfigureAwait(false);
        socket.Shutdown(SocketShutdown.Send);
        byte[] answer = new byte[AskedBytes + 1];
        int length = 0;
        while (length < answer.Length)
        {
            int got = await socket.ReceiveAsync(answer.AsMemory(length), stop).ConfigureAwait(false);
            if (got == 0) break;
            length += got;
        }
        bool isWhole = asks.LeftOfMessage > 0 ? length > 0 : length == AskedBytes;
        return isWhole && expected.AsSpan().StartsWith(answer.AsSpan(0, length));
    }
}
