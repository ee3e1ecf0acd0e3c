using System.Globalization;

namespace Sockeye.Lab;

/// <summary>Something that is measured of a server.</summary>
/// <param name="Key">Its name in files, with the unit.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Unit">Its unit for people; empty where it has none.</param>
/// <param name="Decimals">With how many digits behind the point a figure of it is written.</param>
/// <param name="IsOfServer">Whether it is what the server took; otherwise it is what the clients saw.</param>
public sealed record Measure(string Key, string Title, string Unit, int Decimals, bool IsOfServer = false)
{
    /// <summary>A figure with its unit.</summary>
    /// <param name="value">The figure.</param>
    /// <param name="isBound">Whether it is at least that, and not known better.</param>
    /// <returns>The text.</returns>
    public string Text(double value, bool isBound = false) =>
        Unit.Length == 0 ? Number(value, isBound) : $"{Number(value, isBound)} {Unit}";

    /// <summary>A figure without its unit.</summary>
    /// <param name="value">The figure.</param>
    /// <param name="isBound">Whether it is at least that, and not known better.</param>
    /// <returns>The text.</returns>
    public string Number(double value, bool isBound = false) =>
        (isBound ? "≥ " : "") + value.ToString($"N{Decimals}", CultureInfo.InvariantCulture);
}
