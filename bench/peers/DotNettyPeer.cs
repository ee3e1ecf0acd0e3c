using System.Net;
using DotNetty.Buffers;
using DotNetty.Codecs;
using DotNetty.Transport.Bootstrapping;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;

namespace Sockeye.Bench;

/// <summary>DotNetty: a decoder that finds the lines, and a handler that writes the replies of one read at its end.</summary>
internal sealed class DotNettyPeer : SimpleChannelInboundHandler<IByteBuffer>
{
    private static readonly byte[] Pong = [.. "pong"u8];
    private static readonly byte[] Refusal = [.. Pongs.Refusal];
    private IByteBuffer? _reply;

    internal static void Serve()
    {
        MultithreadEventLoopGroup loops = new(1);
        ServerBootstrap bootstrap = new ServerBootstrap()
            .Group(loops)
            .Channel<TcpServerSocketChannel>()
            .Option(ChannelOption.SoBacklog, 512)
            .ChildOption(ChannelOption.TcpNodelay, true)
            .ChildHandler(new ActionChannelInitializer<ISocketChannel>(channel =>
                channel.Pipeline.AddLast(new LineBasedFrameDecoder(64 * 1024), new DotNettyPeer())));
        Child.SayPort(bootstrap.BindAsync(new IPEndPoint(IPAddress.Loopback, 0)).Result.LocalAddress);
    }

    public override void ChannelReadComplete(IChannelHandlerContext context)
    {
        if (_reply is null) return;
        context.WriteAndFlushAsync(_reply);
        _reply = null;
    }

    public override void ExceptionCaught(IChannelHandlerContext context, Exception exception) => context.CloseAsync();

    protected override void ChannelRead0(IChannelHandlerContext context, IByteBuffer line)
    {
        _reply ??= context.Allocator.Buffer();
        bool isPing = line.ReadableBytes >= 4 && line.GetInt(line.ReaderIndex) == 0x70696E67;
        if (!isPing)
        {
            _reply.WriteBytes(Refusal);
            return;
        }
        _reply.WriteBytes(Pong);
        _reply.WriteBytes(line.SkipBytes(Pong.Length));
        _reply.WriteByte('\n');
    }
}
