namespace Sockeye.Lab;

/// <summary>What a server took for a run, with the processes that it has started, by the kernel's books: Linux.</summary>
/// <param name="CpuNanoseconds">CPU, user and system.</param>
/// <param name="Switches">Context switches of its threads; null where a process has ended, and taken its own along.</param>
/// <param name="Threads">The most threads that it had.</param>
/// <param name="ResidentBytes">What it held in memory at the end.</param>
internal sealed record ServerUsage(long CpuNanoseconds, long? Switches, int Threads, long ResidentBytes);
