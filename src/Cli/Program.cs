using Sockeye.Cli;

using Signals signals = new();
CommandOutput output = new(Console.Out, signals.AskToStop);
// What is known of a terminal is known of the console's own writers, so these become that.
Console.SetOut(output);
Console.SetError(new CommandOutput(Console.Error, () => { }));
int code = await SockeyeCommand.Run(args, Console.Out, Console.Error, signals.Stop, signals.Abort);
if (output.Fault is { } fault)
{
    await Console.Error.WriteLineAsync($"sockeye: cannot write the output: {fault.Message}");
    code = ExitCodes.Failed;
}

// Exit, where a return would wait for every foreground thread: a handler that never returns cannot hold the process.
Environment.Exit(code);
