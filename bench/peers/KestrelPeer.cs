using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sockeye.Bench;

/// <summary>The platform's own server, without HTTP: a handler on the two pipes of each connection.</summary>
internal sealed class KestrelPeer : ConnectionHandler
{
    /// <param name="inline">Whether the handler runs on the thread that polls: UnsafePreferInlineScheduling, beside the runtime's
    /// own switch.</param>
    internal static void Serve(bool inline)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSockets(options => options.UnsafePreferInlineScheduling = inline);
        builder.WebHost.ConfigureKestrel(options =>
            options.Listen(IPAddress.Loopback, 0, listen => listen.UseConnectionHandler<KestrelPeer>()));
        WebApplication server = builder.Build();
        server.Start();
        ICollection<string> addresses = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Child.SayPort(new IPEndPoint(IPAddress.Loopback, new Uri(addresses.Single()).Port));
    }

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        PipeReader input = connection.Transport.Input;
        PipeWriter output = connection.Transport.Output;
        while (true)
        {
            ReadResult result = await input.ReadAsync();
            SequencePosition answered = Answer(result.Buffer, output);
            input.AdvanceTo(answered, result.Buffer.End);
            if (output.UnflushedBytes > 0) await output.FlushAsync();
            if (result.IsCompleted) return;
        }
    }

    private static SequencePosition Answer(ReadOnlySequence<byte> buffer, PipeWriter output)
    {
        SequenceReader<byte> reader = new(buffer);
        while (reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'))
        {
            int length = (int)line.Length;
            Span<byte> reply = output.GetSpan(length + 1);
            line.CopyTo(reply);
            if (!reply[..length].StartsWith("ping"u8))
            {
                output.Write(Pongs.Refusal);
                continue;
            }
            reply[1] = (byte)'o';
            reply[length] = (byte)'\n';
            output.Advance(length + 1);
        }
        return reader.Position;
    }
}
