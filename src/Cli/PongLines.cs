using System.Globalization;
using Sockeye.Load;

namespace Sockeye.Cli;

/// <summary>A line for each pong, and for each client that fails.</summary>
internal sealed class PongLines(TextWriter output) : ShownClients
{
    public override void Ponged(in Pong pong) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"Client #{pong.Client}: pong {pong.Sequence}/{pong.Pings}  {pong.Response.TotalMilliseconds:0.00} ms"));

    public override void Failed(int client, ClientFailure failure) =>
        output.WriteLine($"Client #{client}: {failure.Kind.Name()} ({failure.Detail})");

    public override void Dispose() => output.Flush();
}
