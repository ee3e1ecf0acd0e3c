namespace Sockeye.Bench;

/// <summary>
/// The servers of a round. The runtime compiles code again while it runs, for seconds where it has one core, and a server that
/// has just started costs twice what it will: so each is warmed up once, and is then silent until its next turn.
/// </summary>
internal sealed class RunningServers : IDisposable
{
    private readonly Dictionary<string, RunningServer> _servers = [];

    /// <summary>The one that was started in this way; it is started where there is none.</summary>
    internal RunningServer Get(Launch launch)
    {
        string key = Key(launch);
        if (_servers.TryGetValue(key, out RunningServer? server)) return server;
        server = new RunningServer(launch);
        _servers.Add(key, server);
        return server;
    }

    /// <summary>Ends one that has failed: the next turn gets a new one.</summary>
    internal void Drop(Launch launch)
    {
        if (_servers.Remove(Key(launch), out RunningServer? server)) server.Dispose();
    }

    public void Dispose()
    {
        foreach (RunningServer server in _servers.Values) server.Dispose();
    }

    private static string Key(Launch launch) => string.Join('\n', [launch.Program, .. launch.Arguments, .. launch.Environment.Keys]);
}
