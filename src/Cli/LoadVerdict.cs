using System.Net;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>The exit code that a run deserves.</summary>
internal static class LoadVerdict
{
    internal static int ExitCode(LoadResult result)
    {
        if (result.Interrupted) return ExitCodes.Interrupted;
        if (NobodyConnected(result)) return ExitCodes.CannotStart;
        return result.Counts.Answered == result.Counts.Scheduled ? ExitCodes.Ok : ExitCodes.Failed;
    }

    internal static bool NobodyConnected(LoadResult result) => !result.Interrupted && result.Clients.All(client => client.Connect is null);

    /// <summary>Why no client could connect, and what to do.</summary>
    internal static string Reason(LoadResult result)
    {
        FailureCount failure = result.Failures[0];
        string reason = $"cannot connect to {result.Plan.EndPoint}: {failure.Kind.Name()} ({failure.Example})";
        return failure.Kind is FailureKind.Refused or FailureKind.SelfConnect
            ? $"{reason}; start a server: sockeye serve sequential {Listen(result.Plan.EndPoint)}"
            : reason;
    }

    private static string Listen(EndPoint endPoint) => endPoint switch
    {
        IPEndPoint ip when ip.Address.Equals(IPAddress.Loopback) => $"--port {ip.Port}",
        IPEndPoint ip => $"--host {ip.Address} --port {ip.Port}",
        _ => $"--unix {endPoint}",
    };
}
