namespace Sockeye.Lab;

/// <summary>Who was served when, on one server in one scenario.</summary>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="Server">The server's name.</param>
/// <param name="Clients">A lane a client.</param>
/// <param name="Workers">A lane a thread of the server.</param>
public sealed record ScenarioPicture(string Scenario, string Server, Gantt Clients, Gantt Workers);
