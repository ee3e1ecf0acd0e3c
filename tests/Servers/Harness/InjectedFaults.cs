using System.Globalization;
using System.Runtime.CompilerServices;
using Sockeye.Load;
using Sockeye.Servers;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>
/// The suite a second time, on a kernel that is in a bad mood: with SOCKEYE_FAULTS=1 every server, and every client that
/// measures, that has no plan of its own is given one from a random seed, which is printed; with another number, from that seed.
/// </summary>
internal static class InjectedFaults
{
    private static readonly int? Seed = Environment.GetEnvironmentVariable("SOCKEYE_FAULTS") switch
    {
        null or "" or "0" => null,
        "1" => Random.Shared.Next(2, int.MaxValue),
        string seed => int.Parse(seed, CultureInfo.InvariantCulture),
    };

    internal static bool On => Seed is not null;

    internal static FaultPlan? Plan()
    {
        if (Seed is not { } seed) return null;
        TestContext.Current.TestOutputHelper?.WriteLine($"SOCKEYE_FAULTS={seed}");
        return new FaultPlan(seed) { WouldBlock = 30, Interrupted = 10, Short = 50 };
    }

    [ModuleInitializer]
    internal static void GiveToClients()
    {
        if (On) ClientPlan.DefaultFaults = worker => Plan()!.ForKernel(worker);
    }

    /// <summary>Skips what measures: a kernel that is in a bad mood costs.</summary>
    internal static void SkipMeasurement() => Assert.SkipWhen(On, "A measurement means nothing under injected faults (SOCKEYE_FAULTS).");
}
