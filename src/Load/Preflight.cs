using System.Globalization;
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

    private const string ReuseFile = "/proc/sys/net/ipv4/tcp_tw_reuse";

    // What Linux keeps the port of a connection that was closed first from here.
    private const double WaitSeconds = 60;

    /// <summary>Says why a plan cannot be carried out here.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="descriptorsPerClient">2 where the server is in the same process, otherwise 1.</param>
    /// <returns>The reason, with the numbers and the cure; null where it can.</returns>
    public static string? Refusal(ClientPlan plan, int descriptorsPerClient = 1)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.SourceAddresses.FirstOrDefault(IsForeign) is { } foreign)
            return $"{foreign} is not an address of this machine: nobody connects from there; `ip address` lists those that are";
        return Refusal(plan, descriptorsPerClient, OpenFiles.Limit, Ports(plan));
    }

    /// <summary>Says what will show in the figures of a plan though it is not the server's doing.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>The warnings, each with its numbers and the cure.</returns>
    public static IReadOnlyList<string> Warnings(ClientPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Warnings(plan, LocalPorts.MostBacklog, plan.StaysHere && ReusesPorts ? null : Ports(plan));
    }

    // tcp(7), tcp_tw_reuse: 1 or, for loopback alone, 2: a port in TIME_WAIT is taken again after a second.
    private static bool ReusesPorts =>
        File.Exists(ReuseFile) && File.ReadAllText(ReuseFile).Trim() is not "0";

    internal static IReadOnlyList<string> Warnings(ClientPlan plan, int? backlog, int? ports) =>
        [.. ((string?[])[Herd(plan, backlog), Churn(plan, ports)]).OfType<string>()];

    // listen(2): whatever backlog a server asks for, the system caps it, here as there.
    private static string? Herd(ClientPlan plan, int? backlog)
    {
        bool paced = plan is { ConnectRate: not null } or { Ramp.Ticks: > 0 };
        return !paced && plan.OwnClientCount > backlog
            ? $"{plan.OwnClientCount} clients connect at once, and no backlog is longer than {backlog} (net.core.somaxconn): who finds "
                + "it full tries again after 1, 3 and 7 s; raise it, or connect more slowly (--connect-rate)"
            : null;
    }

    private static string? Churn(ClientPlan plan, int? ports) => Connections(plan) is { } connections && connections > ports
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{connections:N0} connections follow one another, and there are {ports:N0} local ports (net.ipv4.ip_local_port_range), each "
                + $"of which then waits for a minute (TIME_WAIT): clients may fail for want of one; reconnect less often, or connect from "
                + $"several addresses (--source-ip)")
        : null;

    /// <summary>How many connections there will be, but of no more than a minute: then the first ports are free again.</summary>
    /// <returns>The number; null where nobody reconnects, and in a closed loop of a duration, where the server decides.</returns>
    private static double? Connections(ClientPlan plan)
    {
        if (plan.ReconnectEvery is not (> 0 and var every)) return null;
        if (plan.Duration is { } duration) return plan.OwnRate / every * Math.Min((plan.WarmUp + duration).TotalSeconds, WaitSeconds);
        double counted = plan.OwnClientCount * Each(plan.Pings)
            + plan.PingsByClient.Where(client => plan.IsOwn(client.Key)).Sum(client => Each(client.Value) - Each(plan.Pings));
        return Math.Min(counted, plan.OwnRate / every * WaitSeconds ?? counted);

        double Each(int pings) => Math.Ceiling((double)pings / every);
    }

    // Each address of this machine brings a whole range of ports.
    private static int? Ports(ClientPlan plan) =>
        plan.EndPoint.AddressFamily == AddressFamily.Unix ? null : LocalPorts.Count * Math.Max(1, plan.SourceAddresses.Count);

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
