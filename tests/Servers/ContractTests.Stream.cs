using System.Text;
using Sockeye.Protocols;
using Sockeye.Servers;
using Sockeye.Tests.Servers.Fixtures;
using Xunit;

namespace Sockeye.Tests.Servers;

// B: TCP is a stream. However it is cut, whatever comes together, the conversation is the same.
public abstract partial class ContractTests
{
    [Fact]
    public void B1_echo_identity()
    {
        ServerUnderTest server = Serve(() => new Mirror());
        EchoAtOnce(server.Connect(), bytes: 1024 * 1024, largestChunk: 64 * 1024);
    }

    [Fact]
    public void B2_split_at_every_boundary()
    {
        byte[][] payloads = [[], [.. "a"u8], Seed.Random().Bytes(20), []];
        byte[] frames = [.. payloads.SelectMany(payload => Counting.Frame(payload))];
        CutEverywhere(Serve(() => new Counting()), frames, Counting.Answers(payloads));
        CutEverywhere(Serve(() => new PlusOne()), [.. "^abc$xx^de^f$"u8], [.. "bcdef_g"u8]);
    }

    [Fact]
    public void B3_one_byte_at_a_time()
    {
        byte[] payload = Seed.Random().Bytes(LongRun.Times(1024, 64 * 1024 - Counting.HeaderBytes));
        byte[] frame = Counting.Frame(payload);
        ServerUnderTest server = Serve(() => new Counting());
        RawPeer peer = server.Connect();
        for (int i = 0; i < frame.Length; i++)
        {
            peer.Send(frame.AsSpan(i, 1));
            server.UntilSeen(i + 1);
        }
        Assert.Equal(Counting.Answers(payload), peer.Read(Counting.AnswerBytes));
        Assert.Equal(frame.Length, server.Protocols[0].ReceivedCalls);
    }

    [Fact]
    public void B4_coalesced_messages_are_all_answered_at_once_and_in_order()
    {
        byte[][] payloads = [.. Enumerable.Range(0, 2000).Select(i => Encoding.ASCII.GetBytes($"message {i}"))];
        byte[] answers = Counting.Answers(payloads);
        byte[] frames = [.. payloads.SelectMany(payload => Counting.Frame(payload))];
        byte[] together = [.. payloads.Take(1000).SelectMany(payload => Counting.Frame(payload))];

        RawPeer peer = Serve(() => new Counting()).Connect();
        Assert.Equal(answers[..12_000], peer.Send(together).Read(12_000));

        // Then tails mixed with heads: pieces that end anywhere.
        for (int sent = together.Length, length = 1; sent < frames.Length; length = 1 + (length + 57) % 301)
        {
            length = Math.Min(length, frames.Length - sent);
            peer.Send(frames.AsSpan(sent, length));
            sent += length;
        }
        Assert.Equal(answers[12_000..], peer.Read(12_000));
    }

    [Fact]
    public void B5_an_empty_frame_is_a_message()
    {
        ServerUnderTest server = Serve(() => new Counting());
        CountingClient client = Client(server);
        client.Ask("").Ask("").Ask("not empty").Peer.Dispose();
        server.UntilClosed(1);
        Assert.Equal(3, server.Events.Closings[0].Messages);
    }

    [Fact]
    public void B7_large_output_flows_in_pieces()
    {
        long bytes = LongRun.Times(2, 50) * 1024L * 1024;
        ServerUnderTest server = Serve(() => new Spring());
        RawPeer peer = server.Connect().Send(Spring.Request(bytes));
        AssertFlow(peer, 0, bytes, stepBytes: 64 * 1024);
        Assert.InRange(server.Protocols[0].MostWritten, 1, Spring.MostAtOnce);
    }

    [Fact]
    public void B8_many_small_writes_of_one_call_keep_their_order() => AssertInOrder(10_000, (reply, count) =>
    {
        for (int i = 0; i < count; i++) Say(reply, $"{i}\n", Next.Read);
        return Next.Close;
    });

    [Fact]
    public void B8_many_small_writes_of_as_many_calls_keep_their_order()
    {
        int i = 0;
        AssertInOrder(LongRun.Times(1_000, 10_000), (reply, count) => Say(reply, $"{i}\n", ++i < count ? Next.More : Next.Close));
    }

    [Fact]
    public void B8_many_small_writes_of_as_many_tasks_keep_their_order()
    {
        int i = 0;
        AssertInOrder(LongRun.Times(1_000, 10_000), (reply, count) => i < count ? Next.Wait(Later(reply)) : Next.Close);

        async Task Later(IReply reply)
        {
            await Task.Yield();
            Say(reply, $"{i++}\n", Next.Read);
        }
    }

    [Fact]
    public void B9_partial_writes()
    {
        ServerUnderTest server = Serve(() => new Spring(), new ServerOptions { SocketSendBufferBytes = TinyBuffer });
        RawPeer peer = server.Connect(receiveBufferBytes: 2048).Send(Spring.Request(64 * 1024));
        AssertFlow(peer, 0, 8 * 1024, stepBytes: 1);
        AssertFlow(peer, 8 * 1024, 56 * 1024, stepBytes: 777);
    }

    [Fact]
    public void B11_a_client_that_half_closes_after_its_request_gets_the_whole_reply()
    {
        ServerUnderTest server = Serve(() => new Spring(), new ServerOptions { SocketSendBufferBytes = TinyBuffer });
        byte[] reply = server.Connect().Send(Spring.Request(256 * 1024)).FinishSending().ReadToFin();
        Assert.Equal(256 * 1024, reply.Length);
        Assert.Equal(-1, Spring.FirstWrong(reply, 0));
        Assert.Equal([CloseReason.PeerClosed], server.UntilClosed(1));
    }

    [Theory, InlineData(1), InlineData(2)]
    public void B13_data_and_FIN_together(int sends)
    {
        int rounds = LongRun.Times(60, 10_000);
        ServerUnderTest server = Serve(Summing);
        for (int i = 0; i < rounds; i++)
        {
            using RawPeer peer = server.Connect();
            for (int k = 0; k < sends; k++) peer.Send(new byte[123]);
            Assert.Equal(Encoding.ASCII.GetBytes($"{sends * 123}"), peer.FinishSending().ReadToFin());
        }
        Assert.All(server.UntilClosed(rounds), reason => Assert.Equal(CloseReason.PeerClosed, reason));
    }

    [Fact]
    public void B14_data_then_RST()
    {
        ServerUnderTest server = Serve(() => new Counting());
        for (int i = 1; i <= 20; i++)
        {
            server.Connect().Send([.. Counting.Frame("whole"u8), .. Counting.Header(99)]).UntilDelivered().Reset();
            server.UntilClosed(i);
        }
        // A prefix may have been seen and answered, and the answer then met the reset, on Unix sockets, too.
        Assert.All(server.Reasons, reason => Assert.True(reason == Gone || reason == CloseReason.PeerAborted, $"{reason}"));
        Assert.All(server.Events.Closings, closed => Assert.InRange(closed.Received, 0, 13));
    }

    [Fact]
    public void B15_close_with_unread_input_delivers_the_whole_reply_and_FIN()
    {
        ServerUnderTest server = Serve(
            () => new Scripted
            {
                OnReceived = (received, reply, out consumed) =>
                {
                    consumed = 1;
                    return Say(reply, new string('r', 32 * 1024), Next.Close);
                },
            },
            new ServerOptions { ReceiveBufferBytes = 1024 },
            start: false);
        RawPeer peer = server.Connect().Send(new byte[64 * 1024]).UntilDelivered();
        server.Start();
        Assert.Equal(32 * 1024, peer.ReadToFin().Length);
        peer.Dispose();
        Assert.Equal([CloseReason.ProtocolClosed], server.UntilClosed(1));
    }

    [Fact]
    public void B17_reads_pause_while_a_task_is_awaited_and_data_and_FIN_arrive()
    {
        var task = new TaskCompletionSource();
        ServerUnderTest server = Serve(() => new Scripted
        {
            OnReceived = (received, reply, out consumed) =>
            {
                consumed = Math.Min(1, received.Length);
                if (consumed > 0 && received[0] == 'w') return Next.Wait(task.Task);
                return Mirrored(received, reply, out consumed);
            },
            OnEnd = reply => Say(reply, "end", Next.Close),
        });
        RawPeer peer = server.Connect().Send("w"u8);
        Until.True(() => server.Status.Tasks == 1);
        peer.Send("data"u8).UntilDelivered().FinishSending();
        if (!InjectedFaults.On) CpuTime.AssertIdle();
        Assert.Equal(1, server.Events.Seen);

        task.SetResult();
        Assert.Equal("dataend"u8, peer.ReadToFin());
        Assert.Equal([CloseReason.PeerClosed], server.UntilClosed(1));
    }

    [Fact]
    public void B19_pipelined_requests_and_FIN_in_one_send()
    {
        byte[][] payloads = [.. Enumerable.Range(0, 100).Select(i => Encoding.ASCII.GetBytes($"{i}"))];
        RawPeer peer = Serve(() => new Counting()).Connect();
        peer.Send([.. payloads.SelectMany(payload => Counting.Frame(payload))]).FinishSending();
        Assert.Equal(Counting.Answers(payloads), peer.ReadToFin());
    }

    /// <summary>Sends on one thread and reads on this one, in pieces of any size.</summary>
    private static void EchoAtOnce(RawPeer peer, int bytes, int largestChunk)
    {
        Random random = Seed.Random();
        byte[] sent = random.Bytes(bytes);
        int[] cuts = [.. Enumerable.Range(0, bytes).Select(_ => random.Next(1, largestChunk + 1)).TakeWhile(Within(bytes))];
        var sender = new Thread(() =>
        {
            int at = 0;
            foreach (int length in cuts.Append(bytes))
            {
                int piece = Math.Min(length, bytes - at);
                peer.Send(sent.AsSpan(at, piece));
                at += piece;
            }
        });
        sender.Start();
        byte[] received = peer.Read(bytes);
        Assert.True(sender.Join(Until.Deadline));
        Assert.True(sent.AsSpan().SequenceEqual(received), "What came back is not what was sent.");
    }

    private static Func<int, bool> Within(int bytes)
    {
        int sum = 0;
        return length => (sum += length) < bytes;
    }

    /// <summary>One question is answered by so many numbers, a line each, and the end.</summary>
    private void AssertInOrder(int count, Func<IReply, int, Next> write)
    {
        ServerUnderTest server = Serve(() => new Scripted
        {
            OnReceived = (received, reply, out consumed) =>
            {
                consumed = received.Length;
                return write(reply, count);
            },
        });
        string expected = string.Concat(Enumerable.Range(0, count).Select(i => $"{i}\n"));
        Assert.Equal(expected, Encoding.ASCII.GetString(server.Connect().Send("?"u8).ReadToFin()));
    }

    private static void CutEverywhere(ServerUnderTest server, byte[] request, byte[] expected)
    {
        for (int cut = 1; cut < request.Length; cut++)
        {
            long seen = server.Events.Seen;
            using RawPeer peer = server.Connect().Send(request.AsSpan(0, cut));
            server.UntilSeen(seen + cut);
            Assert.Equal(expected, peer.Send(request.AsSpan(cut)).FinishSending().ReadToFin());
        }
    }

    private static void AssertFlow(RawPeer peer, long offset, long bytes, int stepBytes)
    {
        byte[] buffer = new byte[stepBytes];
        for (long end = offset + bytes; offset < end;)
        {
            int read = peer.ReadSome(buffer.AsSpan(0, (int)Math.Min(stepBytes, end - offset)));
            Assert.True(read > 0, $"The flow ended at {offset}.");
            int wrong = Spring.FirstWrong(buffer.AsSpan(0, read), offset);
            Assert.True(wrong < 0, $"Wrong byte at {offset + wrong}.");
            offset += read;
        }
    }

    /// <summary>Counts what it is sent, and says how much it was when the peer has finished.</summary>
    private static Scripted Summing()
    {
        long bytes = 0;
        return new Scripted
        {
            OnReceived = (received, reply, out consumed) =>
            {
                bytes += consumed = received.Length;
                return Next.Read;
            },
            OnEnd = reply => Say(reply, $"{bytes}", Next.Close),
        };
    }
}
