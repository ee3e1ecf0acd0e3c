using System.Net;
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
        if (plan.SourceAddresses.FirstOrDefault(IsForeign) is { } foreign)
            return $"{foreign} is not an address of this machine: nobody connects from there; `ip address` lists those that are";
        // Each address of this machine brings a whole range of ports.
        int? ports = plan.EndPoint.AddressFamily == AddressFamily.Unix ? null : LocalPorts.Count * Math.Max(1, plan.SourceAddresses.Count);
        return Refusal(plan, descriptorsPerClient, OpenFiles.Limit, ports);
    }

    /// <summary>What will show in the figures though it is not the server's doing.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>The warning, with the number and the cure; null where there is none.</returns>
    public static string? Warning(ClientPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        bool paced = plan is { ConnectRate: not null } or { Ramp.Ticks: > 0 };
        return paced ? null : Warning(plan, LocalPorts.MostBacklog);
    }

    // listen(2): whatever backlog a server asks for, the system caps it, here as there.
    internal static string? Warning(ClientPlan plan, int? backlog) => plan.OwnClientCount > backlog
        ? $"{plan.OwnClientCount} clients connect at once, and no backlog is longer than {backlog} (net.core.somaxconn): who finds "
            + "it full tries again after 1, 3 and 7 s; raise it, or connect more slowly (a connect rate)"
        : null;

    // ip(7): while an address is bound without a port, one that cannot be had is no address of ours. When it connects, the same error
    // says that its ports are used up.
    private static bool IsForeign(IPAddress source)
    {
        try
        {
            using Socket socket = new(source.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(source, 0));
            return false;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }

    internal static string? Refusal(ClientPlan plan, int descriptorsPerClient, int? openFiles, int? ports)
    {
        int clients = plan.OwnClientCount;
        int most = openFiles is { } limit ? Math.Max(0, limit - DescriptorReserve) / descriptorsPerClient : int.MaxValue;
        if (clients > most)
        {
            return $"{clients} clients are too many: with {openFiles} open files allowed (ulimit -n), "
                + $"{DescriptorReserve} of them kept free"
                + $"{(descriptorsPerClient > 1 ? $" and {descriptorsPerClient} needed by each" : "")}, {most} is the most";
        }
        if (clients > ports)
        {
            return $"{clients} clients are too many: there are {ports} local ports (net.ipv4.ip_local_port_range) "
                + $"for connections to one address{(plan.SourceAddresses.Count > 1 ? $" from {plan.SourceAddresses.Count}" : "")}";
        }
        return null;
    }
}
