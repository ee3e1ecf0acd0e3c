namespace Sockeye.Lab;

/// <summary>The slowness of one client: for how long its ping keeps the server, by sleeping, computing or waiting.</summary>
/// <param name="Client">The client's number.</param>
/// <param name="Duration">How long, for each ping. The first one is the stall that is judged.</param>
public readonly record struct Stall(int Client, TimeSpan Duration);
