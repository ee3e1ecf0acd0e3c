using Sockeye.Protocols;

namespace Sockeye.Tests.Servers.Fixtures;

/// <summary>
/// ^ opens a message, $ ends it, each byte between is answered by the next one: small, consumes all it is given, and needs
/// a state machine all the same.
/// </summary>
internal sealed class PlusOne : IProtocol
{
    private bool _isInMessage;

    public long Messages { get; private set; }

    public Next Received(ReadOnlySpan<byte> received, IReply reply, out int consumed)
    {
        foreach (byte value in received)
        {
            if (!_isInMessage)
            {
                _isInMessage = value == '^';
            }
            else if (value == '$')
            {
                _isInMessage = false;
                Messages++;
            }
            else
            {
                reply.GetSpan(1)[0] = (byte)(value + 1);
                reply.Advance(1);
            }
        }
        consumed = received.Length;
        return Next.Read;
    }
}
