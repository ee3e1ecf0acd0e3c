using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Sockeye.Lab;

/// <summary>
/// The page around what is shown: one file without any link, which no browser sends a request for. Its policy lets only this script
/// and this style in, each named by its hash.
/// </summary>
internal static class HtmlPage
{
    // In the order in which they stand on each other.
    private static readonly string[] Scripts =
        ["format.js", "lanes.js", "theme.js", "panel.js", "player.js", "plot.js", "charts.js", "tables.js", "report.js"];

    private static readonly string Script = "\"use strict\";\n" + string.Concat(Scripts.Select(PageAssets.Text));

    private static readonly string Style = PageAssets.Text("palette.css") + PageAssets.Text("report.css");

    /// <summary>Writes it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="title">Its title, as text.</param>
    /// <param name="body">What is read before the pictures, as HTML.</param>
    /// <param name="pictures">Writes what is drawn.</param>
    /// <param name="source">What it was all made of, as JSON; null where that is not kept.</param>
    internal static void Write(TextWriter output, string title, string body, Action<Utf8JsonWriter> pictures, string? source)
    {
        ArrayBufferWriter<byte> json = new();
        // This encoder leaves no < or & in any text: nothing in it ends the element that it stands in.
        using (Utf8JsonWriter writer = new(json)) pictures(writer);
        string policy = $"default-src 'none'; script-src '{Hash(Script)}'; style-src '{Hash(Style)}'; img-src data:";
        string page = PageAssets.Text("report.html");
        // In the order of the template, each after the last one: what is put in is not looked through.
        foreach ((string place, string content) in ((string, string)[])
            [("policy", policy), ("title", WebUtility.HtmlEncode(title)), ("style", Style), ("body", body),
             ("pictures", Encoding.UTF8.GetString(json.WrittenSpan)), ("source", source ?? "null"), ("script", Script)])
        {
            int at = page.IndexOf($"{{{{{place}}}}}", StringComparison.Ordinal);
            output.Write(page[..at]);
            output.Write(content);
            page = page[(at + place.Length + 4)..];
        }
        output.Write(page);
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
