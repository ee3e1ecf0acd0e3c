using Sockeye.Tests.House;
using Xunit;

namespace Sockeye.Tests.Load;

/// <summary>Output that was looked at and approved: tests/Load/Golden, or another folder's. SOCKEYE_APPROVE=1 writes it anew.</summary>
internal static class GoldenFile
{
    internal static void Equal(string name, string text, string folder = "Load")
    {
        string path = $"tests/{folder}/Golden/{name}";
        if (Environment.GetEnvironmentVariable("SOCKEYE_APPROVE") == "1") File.WriteAllText(Path.Combine(Repository.Root, path), text);
        Assert.Equal(Repository.Read(path), text);
    }
}
