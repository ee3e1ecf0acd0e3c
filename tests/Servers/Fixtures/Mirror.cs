using System.Buffers;
using Sockeye.Protocols;

namespace Sockeye.Tests.Servers.Fixtures;

/// <summary>Sends back what it is sent.</summary>
internal sealed class Mirror : IProtocol
{
    public Next Received(ReadOnlySpan<byte> received, IReply reply, out int consumed)
    {
        reply.Write(received);
        consumed = received.Length;
        return Next.Read;
    }
}
