using System.Diagnostics;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// F6, A14: several listeners on one port, and descriptors that a child process must not have.
public abstract partial class ModelTests
{
    [Fact]
    public void F6_a_stop_answers_everybody_who_is_queued_at_any_of_several_listeners()
    {
        Needs(Capability.SeveralListeners);
        const int reactors = 2;
        using var gate = new ManualResetEventSlim();
        ServerUnderTest server = Serve(
            () => new Gated(gate),
            new ServerOptions { Threads = reactors, Accept = AcceptMode.ReusePort, DrainTimeout = TimeSpan.FromSeconds(60) });

        // The kernel chooses the listener by a hash: clients come until each reactor has one that can hold it up.
        var holders = new Dictionary<int, RawPeer>();
        for (int i = 0; holders.Count < reactors; i++)
        {
            Assert.InRange(i, 0, 100);
            RawPeer peer = server.Connect();
            Until.True(() => server.Events.Starts.Count > i);
            holders.TryAdd(server.Events.Starts[i].Worker, peer);
        }
        foreach (RawPeer holder in holders.Values) holder.Send(Counting.Frame("hold"u8));
        server.UntilSeen(reactors * 8);

        CountingClient[] queued = [.. Enumerable.Range(0, 100).Select(_ => new CountingClient(server.Connect()).Begin())];
        foreach (CountingClient client in queued) client.Peer.UntilDelivered();
        server.Stop();
        gate.Set();
        foreach (CountingClient client in queued)
        {
            client.Answered();
            Assert.Empty(client.Peer.ReadToFin());
        }
        Assert.Equal(0, server.Join().Aborted);
    }

    [Fact]
    public void A14_a_child_process_has_none_of_the_servers_descriptors()
    {
        Process? child = null;
        ServerUnderTest server = Serve(() => new Scripted
        {
            OnReceived = (received, reply, out consumed) =>
            {
                child = Process.Start("sleep", "60");
                return new Mirror().Received(received, reply, out consumed);
            },
        });
        Assert.Equal("x"u8, server.Connect().Send("x"u8).Read(1));
        try
        {
            // Its standard streams are whatever the tests were started with; and what it opens itself may be closed again by now.
            string[] inherited =
            [
                .. Directory.GetFiles($"/proc/{child!.Id}/fd").Where(path => int.Parse(Path.GetFileName(path)) > 2)
                    .Select(path => new FileInfo(path).LinkTarget).OfType<string>(),
            ];
            Assert.DoesNotContain(inherited, target => target.StartsWith("socket:", StringComparison.Ordinal));
            Assert.DoesNotContain(inherited, target => target.StartsWith("anon_inode:", StringComparison.Ordinal));
        }
        finally
        {
            child!.Kill();
            child.WaitForExit();
            child.Dispose();
        }
    }
}
