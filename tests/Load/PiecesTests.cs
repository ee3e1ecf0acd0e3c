using System.Buffers.Binary;
using System.Net.Sockets;
using Sockeye.Load;
using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>Pings that are sent in pieces.</summary>
public class PiecesTests
{
    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Transport.Kernel)]
    [InlineData(Transport.Async)]
    [InlineData(Transport.Auto)]
    public async Task Each_piece_goes_by_itself(Transport transport)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The segments are counted by tcp(7), TCP_INFO.");
        // What a send that would block leaves over follows whole.
        InjectedFaults.SkipMeasurement();
        int segments = 0;
        await using ScriptedServer server = new(async (peer, _) =>
        {
            await peer.Pong(10);
            segments = SegmentsReceived(peer.Socket);
        });
        LoadResult result = await LoadGenerator.Run(
            new() { EndPoint = server.EndPoint, PieceBytes = 1, Transport = transport }, cancellation: TestEnd);
        Assert.Equal(10, result.Counts.Answered);
        Until.True(() => segments > 0);
        // «ping 0 1» and a line feed are nine bytes; the kernel may join a few that wait for the window.
        Assert.InRange(segments, 50, 100);
    }

    [Theory]
    [InlineData(Transport.Kernel)]
    [InlineData(Transport.Async)]
    public async Task Pieces_that_find_no_room_lose_nothing(Transport transport)
    {
        using PausableServer server = new();
        ClientPlan plan = new()
        {
            EndPoint = server.EndPoint,
            Clients = 2,
            Pings = 3,
            MessageBytes = 60_000,
            PieceBytes = 777,
            Depth = 3,
            Transport = transport,
        };
        Assert.Equal(new(6, 6, 0, 0, 0, 0), (await LoadGenerator.Run(plan, cancellation: TestEnd)).Counts);
    }

    private static int SegmentsReceived(Socket socket)
    {
        const int tcp = 6, info = 11, dataSegmentsIn = 152; // tcp(7), and the kernel's struct tcp_info
        byte[] told = new byte[160];
        Assert.Equal(told.Length, socket.GetRawSocketOption(tcp, info, told));
        return BinaryPrimitives.ReadInt32LittleEndian(told.AsSpan(dataSegmentsIn));
    }
}
