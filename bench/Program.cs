using Sockeye.Bench;

// The last three are roles of child processes, started by the first two.
return args switch
{
    ["blocking", .. var rest] => BlockingCost.Run(smoke: rest is ["--smoke"]),
    ["idle", .. var rest] => IdleCost.Run(smoke: rest is ["--smoke"]),
    ["serve-bare", var connections] => BareBlocking.Serve(int.Parse(connections)),
    ["serve-model", var model, var threads] => ModelServer.Serve(model, int.Parse(threads)),
    ["load", var port, var connections, var warmUp, var rounds] =>
        PingLoad.Run(int.Parse(port), int.Parse(connections), int.Parse(warmUp), int.Parse(rounds)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run -c Release --project bench -- blocking [--smoke]   CPU per ping of threads and sequential against bare blocking sockets
        dotnet run -c Release --project bench -- idle [--smoke]       managed memory that a silent connection adds on select
        """);
    return 2;
}
