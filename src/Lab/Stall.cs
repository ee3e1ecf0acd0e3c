namespace Sockeye.Lab;

/// <summary>The slowness of one client, or of several: for how long a ping of theirs keeps the server, by sleeping, computing or
/// waiting.</summary>
/// <param name="Client">The client's number; of several, the first one's.</param>
/// <param name="Duration">How long, for each ping. The first one is the stall that is judged.</param>
/// <param name="Clients">How many clients, from that number on.</param>
public readonly record struct Stall(int Client, TimeSpan Duration, int Clients = 1)
{
    internal bool IsOf(int client) => client >= Client && client < Client + Clients;
}
