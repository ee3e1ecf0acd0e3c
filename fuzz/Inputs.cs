using System.Security.Cryptography;

namespace Sockeye.Fuzz;

/// <summary>Inputs as files, named by their contents: the same one has one file.</summary>
internal static class Inputs
{
    internal static string Write(string folder, byte[] input)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(input))[..16]);
        File.WriteAllBytes(path, input);
        return path;
    }
}
