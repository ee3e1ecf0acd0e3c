using System.Globalization;
using System.Text;
using System.Xml;

namespace Sockeye.Lab;

/// <summary>Writes elements of SVG, and knows where a moment is.</summary>
/// <param name="xml">The writer, which escapes.</param>
/// <param name="left">Where moment 0 is, in pixels.</param>
/// <param name="width">How wide the whole is, in pixels.</param>
/// <param name="length">How long the whole is, in nanoseconds.</param>
internal sealed class SvgElements(XmlWriter xml, double left, double width, long length)
{
    /// <summary>Nanoseconds in a pixel.</summary>
    internal double NanosecondsPerPixel => length / width;

    internal double X(long moment) => left + moment / NanosecondsPerPixel;

    internal void Open(string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        xml.WriteStartElement(name);
        Attributes(attributes);
    }

    internal void Close() => xml.WriteEndElement();

    internal void Element(string name, string? text, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        Open(name, attributes);
        if (text is not null) xml.WriteString(Allowed(text));
        Close();
    }

    /// <summary>A pattern of 6 pixels by 6, to fill with.</summary>
    internal void Pattern(string id, Action content)
    {
        Open("pattern", ("id", id), ("width", 6), ("height", 6), ("patternUnits", "userSpaceOnUse"));
        content();
        Close();
    }

    // A hundredth of a pixel is more than any screen shows.
    internal void Attributes(params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        foreach ((string name, object value) in attributes)
            xml.WriteAttributeString(name, value is double number ? number.ToString("0.##", CultureInfo.InvariantCulture) : $"{value}");
    }

    // XML 1.0 has no form for control characters, not even an escaped one. Half a character comes out of EnumerateRunes as U+FFFD.
    private static string Allowed(string text) => string.Concat(
        text.EnumerateRunes().Select(rune => rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar : rune));
}
