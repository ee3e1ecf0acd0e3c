using Sockeye.Cli;
using Sockeye.Load;
using Xunit;
using static Sockeye.Tests.Load.Measured;

namespace Sockeye.Tests.Cli;

public class MeasurementTests
{
    private static readonly ClientFailure Failure = new(FailureKind.WrongReply, "");

    [Theory]
    [InlineData(2000, 2000, 0, null, ExitCodes.Ok)]
    [InlineData(2000, 1999, 0, null, ExitCodes.Failed)]
    [InlineData(2000, 1999, 1, "failed<1%", ExitCodes.Ok)]
    [InlineData(2000, 1900, 1, "failed<1%", ExitCodes.Failed)]
    [InlineData(2000, 2000, 1, null, ExitCodes.Failed)]
    [InlineData(0, 0, 0, null, ExitCodes.Ok)]
    [InlineData(0, 0, 4, null, ExitCodes.Failed)]
    [InlineData(0, 0, 4, "failed<5", ExitCodes.Failed)]
    [InlineData(0, 0, 4, "failed<100%", ExitCodes.Failed)]
    public void An_exit_code_is_what_the_pings_and_the_clients_deserve(int scheduled, int answered, int failed, string? limit, int code)
    {
        IReadOnlyList<Threshold> limits = limit is not null && Threshold.TryParse(limit, out Threshold? read) ? [read!] : [];
        LoadResult run = Open(run => run with
        {
            Counts = new(scheduled, answered, 0, 0, 0, scheduled - answered),
            Clients = [.. run.Clients.Select(client => client with { Failure = client.Client < failed ? Failure : null })],
        });
        Assert.Equal(code, Measurement.ExitCode(LoadReport.Of(run, thresholds: limits)));
    }
}
