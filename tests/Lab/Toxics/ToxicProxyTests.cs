using System.Net;
using System.Net.Sockets;
using Sockeye.Lab;
using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Lab;

/// <summary>The proxy between two bare sockets: without toxics it is not there, and an end is passed on as it is.</summary>
public sealed class ToxicProxyTests : IAsyncLifetime
{
    private const int MostUnread = 64 << 20;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<ToxicProxy> _proxies = [];
    private readonly List<IDisposable> _sockets = [];

    public ToxicProxyTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(16);
    }

    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (IDisposable socket in _sockets) socket.Dispose();
        foreach (ToxicProxy proxy in _proxies) await proxy.DisposeAsync();
        Assert.All(_proxies, proxy => Assert.Equal(0, proxy.Connections));
        _listener.Dispose();
    }

    [Fact]
    public async Task Without_toxics_every_byte_arrives_in_both_directions()
    {
        (RawPeer client, Socket server) = await Connected(Toxics.None());
        Random random = Seed.Random();
        byte[] asked = random.Bytes(1 << 20);
        byte[] answered = random.Bytes(1 << 20);
        Task sending = Task.Run(() => client.Send(asked), TestEnd);
        Task<byte[]> receiving = Task.Run(() => client.Read(answered.Length), TestEnd);
        Task answering = Task.Run(() => server.Send(answered), TestEnd);
        Assert.Equal(asked, Read(server, asked.Length));
        await Task.WhenAll(sending, answering);
        Assert.Equal(answered, await receiving);
    }

    [Fact]
    public async Task Each_connection_has_the_toxics_of_its_place_in_the_row()
    {
        const int connections = 2_000;
        using Socket nobody = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        List<int> asked = [];
        await using (ToxicProxy proxy = new(nobody.LocalEndPoint!, Ask))
        {
            // One after another, and none waits until the one before has begun to be passed on.
            for (int i = 0; i < connections; i++) Come(proxy)?.Dispose();
            Until.True(() => Asked().Length == connections);
        }
        Assert.Equal(Enumerable.Range(0, connections), Asked());

        Toxics Ask(int number)
        {
            lock (asked) asked.Add(number);
            return Toxics.None();
        }

        int[] Asked()
        {
            lock (asked) return [.. asked];
        }
    }

    [Fact]
    public async Task A_half_close_goes_through_and_the_other_half_goes_on()
    {
        (RawPeer client, Socket server) = await Connected(Toxics.None());
        client.Send("ping"u8).FinishSending();
        Assert.Equal("ping"u8.ToArray(), Read(server, 4));
        Assert.Equal(0, server.Receive(new byte[1]));
        server.Send("pong"u8);
        server.Shutdown(SocketShutdown.Send);
        Assert.Equal("pong"u8.ToArray(), client.ReadToFin());
    }

    [Fact]
    public async Task A_reset_of_the_client_goes_through_behind_what_it_had_sent()
    {
        (RawPeer client, Socket server) = await Connected(Toxics.None());
        client.Send("ping"u8).UntilDelivered().Reset();
        Assert.Equal("ping"u8.ToArray(), Read(server, 4));
        server.Receive(new byte[1], SocketFlags.None, out SocketError error);
        Assert.Equal(SocketError.ConnectionReset, error);
    }

    [Fact]
    public async Task A_reset_of_the_server_goes_through()
    {
        (RawPeer client, Socket server) = await Connected(Toxics.None());
        server.Send("pong"u8);
        Assert.Equal("pong"u8.ToArray(), client.Read(4));
        server.LingerState = new(true, 0);
        server.Dispose();
        Assert.Equal(Ending.Reset, client.ReadToEnding(out _));
    }

    [Fact]
    public async Task A_limit_closes_both_ends_with_FIN_and_what_went_through_arrives()
    {
        (RawPeer client, Socket server) = await Connected(toxics: new([], [new LimitData(3)]));
        server.Send("pong"u8);
        Assert.Equal("pon"u8.ToArray(), client.ReadToFin());
        Assert.Equal(0, server.Receive(new byte[1]));
    }

    [Fact]
    public async Task A_reset_by_a_toxic_resets_both_ends()
    {
        (RawPeer client, Socket server) = await Connected(toxics: new([new ResetPeer(2)], []));
        client.Send("ping"u8);
        Assert.Equal(Ending.Reset, client.ReadToEnding(out _));
        Until.True(() => server.Receive(new byte[8], SocketFlags.None, out SocketError error) == 0 && error == SocketError.ConnectionReset);
    }

    [Fact]
    public async Task Back_pressure_goes_through()
    {
        (RawPeer client, _) = await Connected(Toxics.None());
        // Both kernels' buffers and the proxy's own 128 KiB, and no more than those.
        byte[] piece = new byte[64 * 1024];
        int sent = 0;
        while (sent < MostUnread && client.SendWhatFits(piece, TimeSpan.FromMilliseconds(200)) == piece.Length) sent += piece.Length;
        Assert.InRange(sent, piece.Length, MostUnread - 1);
    }

    [Fact]
    public async Task Down_resets_and_refuses_and_up_listens_on_the_same_port()
    {
        ToxicProxy proxy = Proxy(_ => Toxics.None());
        (RawPeer client, Socket server) = await Connected(proxy);
        await proxy.Down();
        Assert.Equal(Ending.Reset, client.ReadToEnding(out _));
        server.Receive(new byte[1], SocketFlags.None, out SocketError error);
        Assert.Equal(SocketError.ConnectionReset, error);
        Assert.Equal(
            SocketError.ConnectionRefused, Assert.ThrowsAny<SocketException>(() => new RawPeer(proxy.EndPoint).Dispose()).SocketErrorCode);
        proxy.Up();
        (RawPeer again, Socket served) = await Connected(proxy);
        again.Send("ping"u8);
        Assert.Equal("ping"u8.ToArray(), Read(served, 4));
    }

    [Fact]
    public async Task Down_resets_who_has_connected_a_moment_ago()
    {
        ToxicProxy proxy = Proxy(_ => Toxics.None());
        for (int time = 0; time < 200; time++)
        {
            (RawPeer client, Socket server) = await Connected(proxy);
            await proxy.Down();
            Assert.Equal(Ending.Reset, client.ReadToEnding(out _));
            server.Receive(new byte[1], SocketFlags.None, out SocketError error);
            Assert.Equal((time, SocketError.ConnectionReset), (time, error));
            proxy.Up();
        }
    }

    [Fact]
    public void A_server_that_refuses_is_a_reset_to_the_client()
    {
        // Bound and not listening: the port is ours, and nobody else can take it in the meantime.
        using Socket silent = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        ToxicProxy proxy = new(silent.LocalEndPoint!, _ => Toxics.None());
        _proxies.Add(proxy);
        using RawPeer? client = Come(proxy);
        byte[] bytes = [];
        Assert.Equal(Ending.Reset, client?.ReadToEnding(out bytes) ?? Ending.Reset);
        Assert.Empty(bytes);
    }

    [Fact]
    public async Task Each_connection_has_toxics_of_its_own()
    {
        ToxicProxy proxy = Proxy(number => new([], [new LimitData(number + 1)]));
        for (int number = 0; number < 3; number++)
        {
            (RawPeer client, Socket server) = await Connected(proxy);
            server.Send("pong"u8);
            Assert.Equal(number + 1, client.ReadToFin().Length);
        }
    }

    // Null where the reset comes before whoever connects has looked: then it is the connect that tells it.
    private static RawPeer? Come(ToxicProxy proxy)
    {
        try
        {
            return new(proxy.EndPoint);
        }
        catch (SocketException early) when (early.SocketErrorCode == SocketError.ConnectionReset)
        {
            return null;
        }
    }

    private Task<(RawPeer Client, Socket Server)> Connected(Toxics toxics) => Connected(Proxy(_ => toxics));

    private async Task<(RawPeer Client, Socket Server)> Connected(ToxicProxy proxy)
    {
        RawPeer client = new(proxy.EndPoint);
        Socket server = await _listener.AcceptAsync(TestEnd);
        server.ReceiveTimeout = (int)Until.Deadline.TotalMilliseconds;
        _sockets.AddRange([client, server]);
        return (client, server);
    }

    private ToxicProxy Proxy(Func<int, Toxics> toxics)
    {
        ToxicProxy proxy = new(_listener.LocalEndPoint!, toxics);
        _proxies.Add(proxy);
        return proxy;
    }

    private static byte[] Read(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        for (int read = 0; read < count;)
        {
            int got = socket.Receive(bytes.AsSpan(read));
            Assert.NotEqual(0, got);
            read += got;
        }
        return bytes;
    }
}
