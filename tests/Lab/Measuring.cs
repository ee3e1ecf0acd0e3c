using Xunit;

namespace Sockeye.Tests.Lab;

/// <summary>Tests that compare times: they run while no other test does.</summary>
[CollectionDefinition(nameof(Measuring), DisableParallelization = true)]
public sealed class Measuring;
