using Sockeye.Load;
using Sockeye.Protocols;

namespace Sockeye.Fuzz;

/// <summary>The client's side of a framing: where a reply ends, with how far it was looked for.</summary>
internal struct ReplyFraming(MessageFraming framing) : IFraming
{
    private ReplyProgress _progress;

    public Frame Look(ReadOnlySpan<byte> bytes) => Frames.Find(framing, bytes, ref _progress);
}
