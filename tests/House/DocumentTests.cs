using Xunit;

namespace Sockeye.Tests.House;

/// <summary>
/// Code in a document is code of the repository: above each C# block stands <c>&lt;!-- from src/File.cs --&gt;</c>, and the
/// block is a run of lines of that file, but for indentation. The console blocks are run by .ci/run.
/// </summary>
public class DocumentTests
{
    public static TheoryData<string> Documents =>
        [.. Repository.Files.Where(path => path.EndsWith(".md", StringComparison.Ordinal) && !path.StartsWith('.'))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Code_is_taken_from_the_source(string document)
    {
        foreach ((string source, string[] code) in CodeBlocks(Repository.Lines(document)))
        {
            string[] lines = [.. Repository.Lines(source).Select(line => line.Trim())];
            int starts = Math.Max(0, lines.Length - code.Length + 1);
            bool found = Enumerable.Range(0, starts).Any(start => lines.AsSpan(start, code.Length).SequenceEqual(code));
            Assert.True(found, $"{document}: the block that begins with «{code[0]}» is not in {source}");
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_lead_to_files(string document)
    {
        string folder = Path.GetDirectoryName(document)!;
        foreach (string target in Repository.Read(document).Split("](").Skip(1).Select(rest => rest.Split(')')[0].Split('#')[0]))
        {
            if (target.Length == 0 || target.Contains("://", StringComparison.Ordinal)) continue;
            string path = Path.GetFullPath(Path.Combine(Repository.Root, folder, target));
            Assert.True(Path.Exists(path), $"{document} leads to {target}, which is not there");
        }
    }

    private static IEnumerable<(string Source, string[] Code)> CodeBlocks(string[] lines)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i] != "```csharp") continue;
            string mark = i > 0 ? lines[i - 1] : "";
            Assert.True(mark.StartsWith("<!-- from ", StringComparison.Ordinal), $"line {i + 1}: a C# block without its source above it");
            int end = Array.IndexOf(lines, "```", i);
            yield return (mark["<!-- from ".Length..^" -->".Length], [.. lines[(i + 1)..end].Select(line => line.Trim())]);
            i = end;
        }
    }
}
