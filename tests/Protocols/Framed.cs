using Sockeye.Protocols;

namespace Sockeye.Tests.Protocols;

/// <summary>What a framing makes of a stream that comes in pieces; checks its promises on the way.</summary>
internal sealed record Framed(string Messages, string? Failure, int Left, long AnnouncedBytes)
{
    internal static Framed Read<TFraming>(TFraming framing, ReadOnlySpan<byte> bytes, params ReadOnlySpan<int> cuts)
        where TFraming : struct, IFraming
    {
        var messages = new List<string>();
        int start = 0;
        Frame frame = default;
        foreach (int end in (ReadOnlySpan<int>)[.. cuts, bytes.Length])
        {
            while ((frame = framing.Look(bytes[start..end])).Kind == FrameKind.Complete)
            {
                if (frame.Consumed < 1 || frame.Consumed > end - start) throw new InvalidOperationException($"consumed {frame.Consumed}");
                if (frame.Start + frame.Length > frame.Consumed) throw new InvalidOperationException("a message beyond its frame");
                messages.Add(Convert.ToHexString(bytes.Slice(start + frame.Start, frame.Length)));
                start += frame.Consumed;
            }

            if (frame.Kind == FrameKind.Incomplete) continue;
            if (framing.Look("*1\r\n$0\r\n\r\n"u8).Failure != frame.Failure) throw new InvalidOperationException("no longer broken");
            break;
        }

        bool broken = frame.Kind == FrameKind.Broken;
        return new(string.Join(' ', messages), frame.Failure, broken ? 0 : bytes.Length - start, frame.AnnouncedBytes);
    }
}
