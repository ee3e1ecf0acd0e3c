using System.Collections.Concurrent;
using System.Reflection;

namespace Sockeye.Lab;

/// <summary>The files beside this one that are written in languages of their own, as they are embedded in the library.</summary>
internal static class PageAssets
{
    private static readonly ConcurrentDictionary<string, string> Read = [];

    /// <summary>The text of src/Lab/Pages/Assets/<paramref name="name"/>.</summary>
    internal static string Text(string name) => Read.GetOrAdd(name, static name =>
    {
        Assembly library = typeof(PageAssets).Assembly;
        using Stream stream = library.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    });
}
