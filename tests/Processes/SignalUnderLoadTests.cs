using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Sockeye.Servers;
using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Processes;

/// <summary>F1, F5, F10: signals to a server that is busy. What it says it has answered is what its clients have got.</summary>
public partial class SignalUnderLoadTests
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(5);

    public static TheoryData<string> Models => [.. ServerCatalog.Models.Select(model => model.Name)];

    [Theory, MemberData(nameof(Models))]
    public void F1_F5_SIGTERM_under_load_loses_no_exchange_that_was_accepted(string model)
    {
        int rounds = LongRun.Times(2, 200);
        Random random = Seed.Random();
        for (int i = 0; i < rounds; i++)
        {
            using var server = new ServeProcess(model, "--quiet");
            using var load = new Load(server, callers: 4);
            int answers = random.Next(20, 200);
            Until.True(() => load.Answers >= answers, state: () => $"{load.Answers} answers");
            server.Terminate();
            Assert.Equal(0, server.ExitCode(Drain + TimeSpan.FromSeconds(1)));
            Assert.Null(load.Join());

            Match stopped = Stopped().Match(server.Lines[^1]);
            Assert.True(stopped.Success, string.Join(" | ", server.Lines));
            Assert.Equal(load.Answers, int.Parse(stopped.Groups["pings"].Value, CultureInfo.InvariantCulture));
        }
    }

    [Theory, MemberData(nameof(Models))]
    public void F10_SIGKILL_is_seen_by_everybody_at_once_and_the_port_is_free_again(string model)
    {
        using var server = new ServeProcess(model, "--quiet");
        using var load = new Load(server, callers: 4);
        RawPeer[] silent = [.. Enumerable.Range(0, 4).Select(_ => new RawPeer(server.EndPoint))];
        Until.True(() => load.Answers >= 20);
        server.Kill();
        foreach (RawPeer peer in silent)
        {
            Assert.True(peer.HasNews(TimeSpan.FromSeconds(1)), "A client was not told within a second.");
            peer.Dispose();
        }
        load.Join();
        using var next = new ServeProcess(model, "--quiet", "--port", $"{server.EndPoint.Port}");
        using var client = new RawPeer(next.EndPoint);
        Assert.Equal("pong 1 1\n"u8, client.Send("ping 1 1\n"u8).Read(9));
    }

    [GeneratedRegex(@"^Stopped: \d+ clients? served, (?<pings>\d+) pings?, 0 rejected, 0 aborted$")]
    private static partial Regex Stopped();

    /// <summary>Callers that ping without a pause until they are turned away: half of them come anew for each ping.</summary>
    private sealed class Load : IDisposable
    {
        private static readonly byte[] Ping = Encoding.ASCII.GetBytes("ping 1 1\n"), Pong = Encoding.ASCII.GetBytes("pong 1 1\n");

        private readonly ServeProcess _server;
        private readonly Thread[] _callers;
        private string? _wrong;
        private int _answers;
        private volatile bool _over;

        internal Load(ServeProcess server, int callers)
        {
            _server = server;
            _callers = [.. Enumerable.Range(0, callers).Select(i => new Thread(() => Call(pings: i % 2 == 0 ? 1 : 50)))];
            foreach (Thread caller in _callers) caller.Start();
        }

        internal int Answers => Volatile.Read(ref _answers);

        /// <summary>Waits until all were turned away; what was wrong with any answer, or null.</summary>
        internal string? Join()
        {
            foreach (Thread caller in _callers) Assert.True(caller.Join(Until.Deadline), "A client hangs.");
            return _wrong;
        }

        public void Dispose()
        {
            _over = true;
            Join();
        }

        private void Call(int pings)
        {
            try
            {
                while (!_over)
                {
                    using var peer = new RawPeer(_server.EndPoint);
                    for (int i = 0; i < pings && !_over; i++)
                    {
                        if (!Answered(peer)) return;
                    }
                }
            }
            catch (SocketException)
            {
                // Refused: the listener is closed.
            }
            catch (Exception silence)
            {
                _wrong = silence.Message;
            }
        }

        private bool Answered(RawPeer peer)
        {
            if (!peer.TrySend(Ping)) return false;
            byte[] reply = peer.ReadUpTo(Pong.Length);
            if (reply.AsSpan().SequenceEqual(Pong))
            {
                Interlocked.Increment(ref _answers);
                return true;
            }
            // Turned away before the first byte; anything between that and all of it is a loss.
            if (reply.Length > 0) _wrong = $"an answer of {reply.Length} bytes";
            return false;
        }
    }
}
