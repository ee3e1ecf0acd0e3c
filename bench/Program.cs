using Sockeye.Bench;

// serve-…, load and client-… are the roles of child processes, which the measurements start.
return args switch
{
    ["blocking"] => BlockingCost.Run(["threads", "sequential"], smoke: false),
    ["blocking", "--smoke"] => BlockingCost.Run(["threads", "sequential"], smoke: true),
    ["blocking", "threads" or "sequential"] => BlockingCost.Run(args[1..], smoke: false),
    ["idle"] => IdleCost.Run(smoke: false),
    ["idle", "--smoke"] => IdleCost.Run(smoke: true),
    ["models", .. var options] => ModelsCost.Run(options),
    ["start"] => StartCost.Run(),
    ["client"] => ClientCost.Run(smoke: false),
    ["client", "--smoke"] => ClientCost.Run(smoke: true),
    ["client", "observed"] => ObserverEffect.Run(ObserverEffect.Pairs, seconds: 1.5) ? 0 : 1,
    ["trace"] => TraceCost.Run(TraceCost.Models, smoke: false),
    ["trace", "--smoke"] => TraceCost.Run(TraceCost.Models, smoke: true),
    ["trace", var model] => TraceCost.Run([model], smoke: false),
    ["client-closed", var port, var connections, var seconds, var protocol, var transport, var progress] => MeasuringClient.Closed(
        int.Parse(port),
        int.Parse(connections),
        double.Parse(seconds),
        Enum.Parse<Sockeye.Load.PingProtocol>(protocol, ignoreCase: true),
        Enum.Parse<Sockeye.Load.Transport>(transport, ignoreCase: true),
        progress == "on"),
    ["client-open", var port, var connections, var seconds, var rate, var pacing, var transport, .. var core] => MeasuringClient.Open(
        int.Parse(port),
        int.Parse(connections),
        double.Parse(seconds),
        double.Parse(rate),
        spin: pacing == "spin",
        Enum.Parse<Sockeye.Load.Transport>(transport, ignoreCase: true),
        [.. core.Select(int.Parse)]),
    ["client-observed", var port, var connections, var seconds, var rate, var progress, var times] => MeasuringClient.Observed(
        int.Parse(port),
        int.Parse(connections),
        double.Parse(seconds),
        rate == "closed" ? null : double.Parse(rate),
        progress == "on",
        times == "on"),
    ["client-memory", var port, var connections] => MeasuringClient.Memory(int.Parse(port), int.Parse(connections)),
    ["serve-bare", var connections] => BareBlocking.Serve(int.Parse(connections)),
    ["serve-model", var model, var threads] => ModelServer.Serve(model, int.Parse(threads)),
    ["serve-traced", var model, var threads, var file] => ModelServer.Serve(model, int.Parse(threads), file),
    ["serve-peer", var peer] => Peers.Serve(peer),
    ["load", var port, var outstanding] => new PingLoad(int.Parse(port), int.Parse(outstanding)).Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run -c Release --project bench -- blocking [threads|sequential|--smoke]
            CPU per ping of the blocking models, against bare blocking sockets
        dotnet run -c Release --project bench -- idle [--smoke]
            managed memory that a silent connection adds on select
        dotnet run -c Release --project bench -- models [--smoke] [--only a,b] [--workloads 50x1,churn,idle]
                [--rounds 5] [--warmup MS] [--seed 1] [--out DIR]
            every model beside a loop in C and the peers: CPU, rate, times, system calls, memory
        dotnet run -c Release --project bench -- models --merge a/models.json,b/models.json [--out DIR]
            one page of several runs, such as of one workload each
        dotnet run -c Release --project bench -- start
            from the start of the command to «Listening», and its memory then: native and JIT
        dotnet run -c Release --project bench -- client [observed|--smoke]
            CPU, exactness and memory of the measuring client, against a loop in C and redis-benchmark; and whether its progress and
            its statistics change what it sees, alone with «observed»
        dotnet run -c Release --project bench -- trace [model|--smoke]
            what recording a server's trace costs: its throughput and CPU with and without
        """);
    return 2;
}
