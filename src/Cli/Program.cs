Console.WriteLine("sockeye");
