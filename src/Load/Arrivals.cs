namespace Sockeye.Load;

/// <summary>How the pings of an open loop follow one another.</summary>
public enum Arrivals
{
    /// <summary>Evenly: each client has a phase of its own, so that together they make one even stream.</summary>
    Constant,

    /// <summary>As independent people do: the gaps are exponential, drawn from the seed.</summary>
    Poisson,
}

/// <summary>Who decides when a ping is sent.</summary>
public enum Loop
{
    /// <summary>The server: a client waits for its pong, thinks, and sends the next ping.</summary>
    Closed,

    /// <summary>The clock: pings are due at their times, whether or not the server keeps up.</summary>
    Open,
}
