using System.Net.Sockets;
using Sockeye.Linux;

namespace Sockeye.Load;

/// <summary>Whether this machine can carry a plan at all: asked before the first socket is opened, since a client that
/// fails for want of a descriptor or a port says nothing about the server.</summary>
public static class Preflight
{
    /// <summary>Descriptors kept free for everything that is not a client's connection.</summary>
    public const int DescriptorReserve = 64;

    /// <summary>Says why a plan cannot be carried out here.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="descriptorsPerClient">2 where the server is in the same process, otherwise 1.</param>
    /// <returns>The reason, with the numbers and the cure; null where it can.</returns>
    public static string? Refusal(ClientPlan plan, int descriptorsPerClient = 1)
    {
        ArgumentNullException.ThrowIfNull(plan);
        int? ports = plan.EndPoint.AddressFamily == AddressFamily.Unix ? null : LocalPorts.Count;
        return Refusal(plan, descriptorsPerClient, OpenFiles.Limit, ports);
    }

    internal static string? Refusal(ClientPlan plan, int descriptorsPerClient, int? openFiles, int? ports)
    {
        int most = openFiles is { } limit ? Math.Max(0, limit - DescriptorReserve) / descriptorsPerClient : int.MaxValue;
        if (plan.Clients > most)
        {
            return $"{plan.Clients} clients are too many: with {openFiles} open files allowed (ulimit -n), "
                + $"{DescriptorReserve} of them kept free"
                + $"{(descriptorsPerClient > 1 ? $" and {descriptorsPerClient} needed by each" : "")}, {most} is the most";
        }
        if (plan.Clients > ports)
        {
            return $"{plan.Clients} clients are too many: there are {ports} local ports (net.ipv4.ip_local_port_range) "
                + "for connections to one address";
        }
        return null;
    }
}
