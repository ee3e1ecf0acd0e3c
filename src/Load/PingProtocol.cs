namespace Sockeye.Load;

/// <summary>What is said where the plan does not say it: message, framing and the reply that is right.</summary>
public enum PingProtocol
{
    /// <summary>The lesson's: <c>ping {client} {seq}</c> is answered <c>pong {client} {seq}</c>, a line each.</summary>
    PingPong,

    /// <summary>What was sent comes back: <c>{client} {seq}</c>, a line each.</summary>
    Echo,

    /// <summary>Redis' protocol: <c>PING</c> is answered <c>PONG</c>; a message's words are a command's arguments.</summary>
    Resp,
}
