namespace Sockeye.Protocols;

/// <summary>
/// Where one message ends and the next begins. A mutable struct, one a connection: it remembers how far it has looked,
/// so that a message sent byte by byte costs linear time, although all of it is offered each time.
/// </summary>
public interface IFraming
{
    /// <summary>Looks for the first message in the bytes that are not yet consumed.</summary>
    /// <param name="bytes">
    /// After <see cref="FrameKind.Complete"/>, what follows that frame. After <see cref="FrameKind.Incomplete"/>, the same
    /// bytes again, and those that have come since.
    /// </param>
    /// <returns>The message, or that it is incomplete, or how it is broken. Broken stays broken.</returns>
    Frame Look(ReadOnlySpan<byte> bytes);
}
