using Sockeye.Linux;

namespace Sockeye.Tests.Servers;

/// <summary>The sockets, eventfds and rings that this process has opened since.</summary>
internal sealed class OpenDescriptors
{
    private readonly HashSet<string> _before = OpenFiles.OwnSockets();

    /// <summary>Those that are open now and were not when this was made.</summary>
    internal int Added()
    {
        HashSet<string> now = OpenFiles.OwnSockets();
        now.ExceptWith(_before);
        return now.Count;
    }
}
