using Sockeye.Protocols;

namespace Sockeye.Tests.Servers.Fixtures;

/// <summary>As <see cref="Counting"/>; a message that says «hold» waits on its thread until the gate opens.</summary>
internal sealed class Gated(ManualResetEventSlim gate) : IProtocol
{
    private readonly Counting _counting = new();

    public long Messages => _counting.Messages;

    public Next Received(ReadOnlySpan<byte> received, IReply reply, out int consumed)
    {
        if (received.EndsWith("hold"u8)) gate.Wait(Until.Deadline);
        return _counting.Received(received, reply, out consumed);
    }
}
