using Sockeye.Bench;

// serve-bare, serve-model, load and client-… are the roles of child processes, which the measurements start.
return args switch
{
    ["blocking"] => BlockingCost.Run(["threads", "sequential"], smoke: false),
    ["blocking", "--smoke"] => BlockingCost.Run(["threads", "sequential"], smoke: true),
    ["blocking", "threads" or "sequential"] => BlockingCost.Run(args[1..], smoke: false),
    ["idle"] => IdleCost.Run(smoke: false),
    ["idle", "--smoke"] => IdleCost.Run(smoke: true),
    ["client"] => ClientCost.Run(smoke: false),
    ["client", "--smoke"] => ClientCost.Run(smoke: true),
    ["client-closed", var port, var connections, var seconds, var protocol] => MeasuringClient.Closed(
        int.Parse(port), int.Parse(connections), double.Parse(seconds), Enum.Parse<Sockeye.Load.PingProtocol>(protocol, ignoreCase: true)),
    ["client-open", var port, var connections, var seconds, var rate] => MeasuringClient.Open(
        int.Parse(port), int.Parse(connections), double.Parse(seconds), double.Parse(rate)),
    ["client-memory", var port, var connections] => MeasuringClient.Memory(int.Parse(port), int.Parse(connections)),
    ["serve-bare", var connections] => BareBlocking.Serve(int.Parse(connections)),
    ["serve-model", var model, var threads] => ModelServer.Serve(model, int.Parse(threads)),
    ["load", var port, var connections, var warmUp, var rounds] =>
        PingLoad.Run(int.Parse(port), int.Parse(connections), int.Parse(warmUp), int.Parse(rounds)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run -c Release --project bench -- blocking [threads|sequential|--smoke]
            CPU per ping of the blocking models, against bare blocking sockets
        dotnet run -c Release --project bench -- idle [--smoke]
            managed memory that a silent connection adds on select
        dotnet run -c Release --project bench -- client [--smoke]
            CPU, exactness and memory of the measuring client, against a loop in C and redis-benchmark
        """);
    return 2;
}
