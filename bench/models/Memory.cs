using Sockeye.Linux;

namespace Sockeye.Bench;

/// <summary>Bytes of a process that are in memory, and those of them that are its own.</summary>
internal sealed record Memory(long Resident, long Private)
{
    private const int LooksAtMost = 12;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(150);

    /// <summary>What it holds when that has not changed for a while, or after two seconds.</summary>
    internal static Memory Settled(int process)
    {
        Memory last = Of(process);
        for (int look = 0; look < LooksAtMost; look++)
        {
            Thread.Sleep(Between);
            Memory now = Of(process);
            if (now == last) return now;
            last = now;
        }
        return last;
    }

    private static Memory Of(int process) => new(OtherProcess.ResidentBytes(process), OtherProcess.PrivateBytes(process));
}
