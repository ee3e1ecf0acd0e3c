namespace Sockeye.Servers;

/// <summary>How the threads of servers and pools start: named, so that a debugger and <c>top -H</c> tell them apart, and without
/// keeping the process.</summary>
internal static class ServerThread
{
    /// <exception cref="InvalidOperationException">The system lets no further thread start.</exception>
    internal static Thread Start(string name, ThreadStart run)
    {
        Thread thread = new(run) { Name = name, IsBackground = true };
        try
        {
            thread.Start();
        }
        catch (OutOfMemoryException refused)
        {
            // That is what .NET makes of EAGAIN (pthread_create(3)), also where a limit has run out and memory has not.
            throw new InvalidOperationException(
                $"The thread «{name}» cannot start: a limit on threads (ulimit -u, pids.max) or descriptors, or memory, has run out. " +
                "Ask for fewer threads, or raise it.", refused);
        }
        return thread;
    }
}
