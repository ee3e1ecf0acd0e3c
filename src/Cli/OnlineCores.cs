namespace Sockeye.Cli;

/// <summary>The cores of this machine that are in use. Linux.</summary>
internal static class OnlineCores
{
    // sysfs(5), /sys/devices/system/cpu: a list such as 0-3,6.
    private const string ListFile = "/sys/devices/system/cpu/online";

    /// <summary>Refuses cores that there are not; elsewhere than on Linux none is known, and none refused.</summary>
    /// <exception cref="CommandFailure">There is none of such a number (usage).</exception>
    internal static void Check(string option, IReadOnlyList<int> cores)
    {
        if (!File.Exists(ListFile)) return;
        string online = File.ReadAllText(ListFile).Trim();
        IReadOnlyList<int> all = CarrierFlags.CpuList(online);
        foreach (int core in cores)
        {
            if (!all.Contains(core))
                throw new CommandFailure(ExitCodes.Usage, $"{option}: there is no core {core}; {online} are to be had");
        }
    }
}
