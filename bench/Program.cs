using Sockeye.Bench;

// serve-bare, serve-model and load are the roles of child processes, which the measurements start.
return args switch
{
    ["blocking"] => BlockingCost.Run(["threads", "sequential"], smoke: false),
    ["blocking", "--smoke"] => BlockingCost.Run(["threads", "sequential"], smoke: true),
    ["blocking", "threads" or "sequential"] => BlockingCost.Run(args[1..], smoke: false),
    ["idle"] => IdleCost.Run(smoke: false),
    ["idle", "--smoke"] => IdleCost.Run(smoke: true),
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
        """);
    return 2;
}
