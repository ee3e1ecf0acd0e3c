using Sockeye.Protocols;

namespace Sockeye.Load;

/// <summary>How far the end of a reply was looked for, so that one that comes byte by byte costs linear time.</summary>
internal struct ReplyProgress
{
    internal LineFraming Line;
    internal RespReplyFraming Resp;
}
