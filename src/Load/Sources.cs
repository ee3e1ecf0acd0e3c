using System.Net;

namespace Sockeye.Load;

/// <summary>The addresses that connections come from, in turn.</summary>
internal struct Sources(IReadOnlyList<IPAddress> addresses, int first)
{
    private int _next = first;

    /// <summary>The next one, with any port; null: the system's choice.</summary>
    internal IPEndPoint? Next() => addresses.Count == 0 ? null : new(addresses[(int)((uint)_next++ % (uint)addresses.Count)], 0);
}
