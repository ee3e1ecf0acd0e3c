using System.Diagnostics;
using Sockeye.Fuzz;
using Sockeye.Tests.Servers;
using Xunit;

namespace Sockeye.Tests.Fuzzing;

/// <summary>The fuzzer's properties without the fuzzer: of all inputs that are kept, and of many that are nearly right.</summary>
public class ReplayTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Targets => [.. TargetCatalog.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_input_that_is_kept_has_the_properties(string name)
    {
        Target target = TargetCatalog.Find(name)!;
        foreach (byte[] seed in target.Seeds()) Check(target, "a seed", seed);
        foreach (string file in KeptInputs.Of(target, KeptInputs.Corpus).Concat(KeptInputs.Of(target, KeptInputs.Regressions)))
            Check(target, file, File.ReadAllBytes(file));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void G4_inputs_that_are_nearly_right_have_the_properties(string name)
    {
        Target target = TargetCatalog.Find(name)!;
        // Over all parsers ten millions in a long run; what reads a whole file takes longer for each.
        int inputs = TargetCatalog.Parsers.Contains(target) ? LongRun.Times(5_000, 1_250_000) : LongRun.Times(500, 50_000);
        // Always the same inputs unless told otherwise: a change is not to fail by what it has nothing to do with.
        int seed = LongRun.On ? Seed.Random().Next() : 1;
        Campaign campaign = Campaign.Run(target, inputs, seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {campaign}");
        Assert.Equal(inputs, campaign.Inputs);
        Assert.InRange(campaign.Slowest, TimeSpan.Zero, Longest);
        Assert.True(campaign.Outcomes.Count > 1, "All of them ended alike: nothing behind that was tried.");
    }

    [Fact]
    public void What_is_kept_is_of_a_target_and_small()
    {
        foreach (string folder in (string[])[KeptInputs.Corpus, KeptInputs.Regressions])
            Assert.Empty(KeptInputs.Targets(folder).Except(TargetCatalog.All.Select(target => target.Name)));
        Assert.All(TargetCatalog.All, target => Assert.InRange(
            KeptInputs.Of(target, KeptInputs.Corpus).Sum(file => new FileInfo(file).Length), 0, 200_000));
    }

    private static void Check(Target target, string what, byte[] input)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            target.Check(input);
        }
        catch (Exception broken)
        {
            Assert.Fail($"{target}, {what}: {Convert.ToHexString(input)}\n{broken}");
        }
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        Assert.True(took <= Longest, $"{target}, {what}: {took.TotalSeconds:0.0} s");
    }
}
