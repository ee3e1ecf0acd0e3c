using Sockeye.Protocols;

namespace Sockeye.Tests.Servers.Fixtures;

/// <summary>A protocol whose calls are written in the test itself; what is not given does nothing.</summary>
internal sealed class Scripted : IProtocol
{
    internal delegate Next ReceivedCall(ReadOnlySpan<byte> received, IReply reply, out int consumed);

    internal Func<IReply, Next> OnOpen { get; init; } = _ => Next.Read;

    internal ReceivedCall OnReceived { get; init; } = ConsumeAll;

    internal Func<IReply, Next> OnEnd { get; init; } = _ => Next.Close;

    internal Action<CloseReason> OnClosed { get; init; } = _ => { };

    public Next Open(IReply reply) => OnOpen(reply);

    public Next Received(ReadOnlySpan<byte> received, IReply reply, out int consumed) => OnReceived(received, reply, out consumed);

    public Next End(IReply reply) => OnEnd(reply);

    public void Closed(CloseReason reason) => OnClosed(reason);

    private static Next ConsumeAll(ReadOnlySpan<byte> received, IReply reply, out int consumed)
    {
        consumed = received.Length;
        return Next.Read;
    }
}
