using System.Net;
using System.Net.Sockets;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// A13: the constructor binds, or says why it cannot, and leaves nothing half open.
public abstract partial class ModelTests
{
    [Fact]
    public void A13_port_0_becomes_the_port_that_the_system_chose()
    {
        ServerUnderTest server = Serve(() => new Counting());
        Assert.NotEqual(0, Assert.IsType<IPEndPoint>(server.EndPoint).Port);
        new CountingClient(server.Connect()).Ask();
    }

    [Fact]
    public void A13_a_port_in_use_is_an_error_of_the_constructor()
    {
        ServerUnderTest server = Serve(() => new Counting());
        // What it opens when it begins to run is not the refused one's.
        using (RawPeer first = server.Connect()) new CountingClient(first).Ask();
        Assert.Equal(SocketError.AddressAlreadyInUse, CannotBind(server.EndPoint).SocketErrorCode);
        new CountingClient(server.Connect()).Ask();
    }

    [Fact]
    public void A13_an_address_of_another_machine_is_an_error_of_the_constructor() =>
        Assert.Equal(SocketError.AddressNotAvailable, CannotBind(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0)).SocketErrorCode);

    [Fact]
    public void A13_a_server_that_never_ran_is_closed_by_disposing_it()
    {
        ServerUnderTest server = Serve(() => new Counting(), start: false);
        server.Conclude();
        Assert.Throws<SocketException>(() => server.Connect());
    }

    [Fact]
    public void A13_a_server_runs_once()
    {
        using IServer server = Model.Entry.Create(() => new Counting(), new ServerOptions { EndPoint = Family.FreeEndPoint() });
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Equal(default, server.Run(stop.Token));
        Assert.Throws<InvalidOperationException>(() => server.Run(stop.Token));
    }

    [Fact]
    public void A13_an_option_out_of_range_is_an_error_of_the_constructor()
    {
        ServerOptions options = new() { EndPoint = Family.FreeEndPoint() };
        ServerOptions[] wrong =
        [
            options with { MaxConnections = 0 }, options with { Backlog = 0 }, options with { MaxMessageBytes = -1 },
            options with { Threads = 0 },
            options with { MaxFirstMessageBytes = 0 }, options with { FirstMessageTimeout = TimeSpan.Zero },
            options with { IdleTimeout = TimeSpan.Zero }, options with { DrainTimeout = TimeSpan.FromDays(-1) },
        ];
        Assert.All(wrong, each => Assert.Throws<ArgumentOutOfRangeException>(() => Model.Entry.Create(() => new Counting(), each)));
    }

    [Fact]
    public void F9_restart_on_the_same_port_while_connections_of_the_first_are_in_TIME_WAIT()
    {
        ServerUnderTest first = Serve(() => new Scripted { OnOpen = _ => Next.Close });
        EndPoint port = first.EndPoint;
        // The server closes first: TIME_WAIT is on its side.
        for (int i = 1; i <= 5; i++)
        {
            Assert.Empty(first.Connect().ReadToFin());
            first.UntilClosed(i);
        }
        first.Stop();
        first.Join();
        new CountingClient(Serve(() => new Counting(), at: port).Connect()).Ask();
    }

    [Fact]
    public void A13_the_path_that_a_dead_server_left_behind_is_taken_over()
    {
        var path = new UnixDomainSocketEndPoint(Family.FreePath());
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(path);
            dead.Listen();
            // .NET unlinks the path of a socket that it closes in good order; a process that is killed does not.
            File.Move(path.ToString(), $"{path}.kept");
        }
        File.Move($"{path}.kept", path.ToString());
        new CountingClient(Serve(() => new Counting(), at: path).Connect()).Ask();
    }

    [Fact]
    public void A13_the_path_of_a_living_server_is_left_to_it()
    {
        ServerUnderTest server = Serve(() => new Counting(), at: new UnixDomainSocketEndPoint(Family.FreePath()));
        using (RawPeer first = server.Connect()) new CountingClient(first).Ask();
        Assert.Equal(SocketError.AddressAlreadyInUse, CannotBind(server.EndPoint).SocketErrorCode);
        new CountingClient(server.Connect()).Ask();
    }

    [Fact]
    public void A13_a_file_that_is_no_socket_is_left_alone()
    {
        string path = Family.FreePath();
        File.WriteAllText(path, "precious");
        try
        {
            Assert.Equal(SocketError.AddressAlreadyInUse, CannotBind(new UnixDomainSocketEndPoint(path)).SocketErrorCode);
            Assert.Equal("precious", File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private SocketException CannotBind(EndPoint endPoint)
    {
        var open = new OpenDescriptors();
        SocketException refused = Assert.Throws<SocketException>(
            () => Model.Entry.Create(() => new Counting(), new ServerOptions { EndPoint = endPoint }).Dispose());
        // Without the collector, which would close what was left open. A living server lets the one go who asked whether it lives.
        Until.True(() => open.Added() == 0);
        return refused;
    }
}
