namespace Sockeye.Tests.Servers;

// The whole contract, for each model on each address family.
public sealed class SequentialOnIPv4() : ContractTests(Model.Sequential, Family.IPv4);

public sealed class SequentialOnIPv6() : ContractTests(Model.Sequential, Family.IPv6);

public sealed class SequentialOnUnix() : ContractTests(Model.Sequential, Family.Unix);

public sealed class SelectOnIPv4() : ContractTests(Model.Select, Family.IPv4);

public sealed class SelectOnIPv6() : ContractTests(Model.Select, Family.IPv6);

public sealed class SelectOnUnix() : ContractTests(Model.Select, Family.Unix);

public sealed class ThreadsOnIPv4() : ContractTests(Model.Threads, Family.IPv4);

public sealed class ThreadsOnIPv6() : ContractTests(Model.Threads, Family.IPv6);

public sealed class ThreadsOnUnix() : ContractTests(Model.Threads, Family.Unix);

public sealed class AsyncOnIPv4() : ContractTests(Model.Async, Family.IPv4);

public sealed class AsyncOnIPv6() : ContractTests(Model.Async, Family.IPv6);

public sealed class AsyncOnUnix() : ContractTests(Model.Async, Family.Unix);

public sealed class EpollOnIPv4() : ContractTests(Model.Epoll, Family.IPv4);

public sealed class EpollOnIPv6() : ContractTests(Model.Epoll, Family.IPv6);

public sealed class EpollOnUnix() : ContractTests(Model.Epoll, Family.Unix);

public sealed class IoUringOnIPv4() : ContractTests(Model.IoUring, Family.IPv4);

public sealed class IoUringOnIPv6() : ContractTests(Model.IoUring, Family.IPv6);

public sealed class IoUringOnUnix() : ContractTests(Model.IoUring, Family.Unix);

// What is the same on every address family, once for each model.
public sealed class SequentialModel() : ModelTests(Model.Sequential);

public sealed class SelectModel() : ModelTests(Model.Select);

public sealed class ThreadsModel() : ModelTests(Model.Threads);

public sealed class AsyncModel() : ModelTests(Model.Async);

public sealed class EpollModel() : ModelTests(Model.Epoll);

public sealed class IoUringModel() : ModelTests(Model.IoUring);
