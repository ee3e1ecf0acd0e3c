namespace Sockeye.Tests.Servers;

/// <summary>
/// What every model keeps and what does not depend on the address family: its clocks, its agreement with the protocol in
/// memory, what it binds to, and what a message and a silent client cost.
/// </summary>
public abstract partial class ModelTests(Model model) : ServerTests(model, Family.IPv4);
