using Sockeye.Tests.House;
using Xunit;

namespace Sockeye.Tests.Lab.Pages;

/// <summary>Pictures that were looked at and approved: tests/Lab/Pages/Golden. SOCKEYE_APPROVE=1 draws them anew.</summary>
internal static class GoldenPicture
{
    internal static void Equal(string name, string text)
    {
        string path = $"tests/Lab/Pages/Golden/{name}";
        if (Environment.GetEnvironmentVariable("SOCKEYE_APPROVE") == "1") File.WriteAllText(Path.Combine(Repository.Root, path), text);
        Assert.Equal(Repository.Read(path), text);
    }
}
