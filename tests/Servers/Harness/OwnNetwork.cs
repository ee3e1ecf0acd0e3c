using System.Diagnostics;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>A network namespace of a child's own (unshare(1)): its link can go down, and its settings be changed, without anybody
/// else's noticing.</summary>
internal static class OwnNetwork
{
    private static readonly Lazy<string?> Missing = new(Try);

    /// <summary>What a child is started under.</summary>
    internal static string[] Command => ["unshare", "-rn"];

    /// <summary>Skips the test where a user may not have one.</summary>
    internal static void SkipWithout() => Assert.SkipWhen(Missing.Value is not null, $"no network of one's own here: {Missing.Value}");

    /// <summary>In the child: the loopback link, which begins down.</summary>
    internal static void Up() => Ip("up");

    /// <summary>In the child: every packet is lost from here on.</summary>
    internal static void Down() => Ip("down");

    private static void Ip(string state)
    {
        using Process ip = Process.Start("ip", ["link", "set", "lo", state]);
        ip.WaitForExit();
        if (ip.ExitCode != 0) throw new InvalidOperationException($"ip link set lo {state}: exit {ip.ExitCode}");
    }

    private static string? Try()
    {
        try
        {
            using Process trial = Process.Start(new ProcessStartInfo(Command[0], [.. Command[1..], "ip", "link", "set", "lo", "up"])
            {
                RedirectStandardError = true,
            })!;
            string error = trial.StandardError.ReadToEnd();
            trial.WaitForExit();
            return trial.ExitCode == 0 ? null : error.Trim();
        }
        catch (System.ComponentModel.Win32Exception absent)
        {
            return absent.Message;
        }
    }
}
