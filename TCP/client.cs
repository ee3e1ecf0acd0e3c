#!/usr/bin/env dotnet
#:project ../src/Servers
using Sockeye.Servers;
Console.WriteLine("client" + ServerCatalog.Models[0].Name + string.Join(' ', args));
