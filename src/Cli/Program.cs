using Sockeye.Cli;

using Signals signals = new();
int code = await SockeyeCommand.Run(args, Console.Out, Console.Error, signals.Stop, signals.Abort);

// Exit, where a return would wait for every foreground thread: a handler that never returns cannot hold the process.
Environment.Exit(code);
