using System.Globalization;

namespace Sockeye.Linux;

/// <summary>How often the threads of a process have left the CPU so far: of themselves, or because they had to.</summary>
/// <remarks>The kernel counts them by thread, and forgets a thread's when it ends (proc_pid_status(5)): between two moments they can be
/// told of those threads alone that live at the second.</remarks>
public sealed class ContextSwitches
{
    private readonly Dictionary<int, long> _ofThreads;

    private ContextSwitches(Dictionary<int, long> ofThreads) => _ofThreads = ofThreads;

    /// <summary>Counts those of a process of this machine.</summary>
    /// <param name="process">Its id.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="IOException">The process has ended.</exception>
    public static ContextSwitches Of(int process) => Of([process]);

    /// <summary>Counts those of several processes.</summary>
    /// <param name="processes">Their ids: of the first, and of others that may have ended meanwhile.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="IOException">The first has ended.</exception>
    public static ContextSwitches Of(IReadOnlyList<int> processes)
    {
        ArgumentNullException.ThrowIfNull(processes);
        Dictionary<int, long> ofThreads = [];
        foreach ((int index, int process) in processes.Index())
        {
            string[] threads;
            try
            {
                threads = Directory.GetDirectories($"/proc/{process}/task");
            }
            catch (IOException) when (index > 0)
            {
                continue; // it has ended
            }
            foreach (string thread in threads) Add(ofThreads, thread);
        }
        return new(ofThreads);
    }

    /// <summary>How many there were between two moments.</summary>
    /// <param name="before">The counts at the first one.</param>
    /// <returns>The number.</returns>
    public long Since(ContextSwitches before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return _ofThreads.Sum(thread => thread.Value - before._ofThreads.GetValueOrDefault(thread.Key));
    }

    private static void Add(Dictionary<int, long> ofThreads, string thread)
    {
        string status = Path.Combine(thread, "status");
        try
        {
            ofThreads[int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture)] =
                StatusFile.Number(status, "voluntary_ctxt_switches:") + StatusFile.Number(status, "nonvoluntary_ctxt_switches:");
        }
        catch (IOException)
        {
            return; // it ended between being listed and being looked at
        }
    }
}
