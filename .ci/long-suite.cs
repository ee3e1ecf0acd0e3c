#!/usr/bin/env dotnet

// Reads what xunit reports of the suite at length and prints a table: for each test that says «at length: N», how often it repeats what it
// does, on how many models and families it ran, and how it ended. The last line counts all tests.
using System.Globalization;
using System.Xml.Linq;

List<(string Name, string Times, string Result, double Seconds)> tests = [];
foreach (string file in args)
{
    foreach (XElement test in XDocument.Load(file).Descendants("test"))
    {
        string said = test.Element("output")?.Value ?? "";
        IEnumerable<string> lines = said.Split('\n').Select(line => line.Trim());
        IEnumerable<string> times = lines.Where(line => line.StartsWith("at length: ", StringComparison.Ordinal)).Select(Number);
        tests.Add((
            test.Attribute("method")!.Value, string.Join(" × ", times.Distinct()), test.Attribute("result")!.Value,
            double.Parse(test.Attribute("time")!.Value, CultureInfo.InvariantCulture)));
    }
}

Console.WriteLine("| test | repeats | ran | failed | longest, s |");
Console.WriteLine("|---|---:|---:|---:|---:|");
var groups = tests.Where(test => test.Times != "" && test.Result != "Skip").GroupBy(test => (test.Name, test.Times));
foreach (var same in groups.OrderBy(same => same.Key))
{
    int failed = same.Count(test => test.Result == "Fail");
    string longest = same.Max(test => test.Seconds).ToString("0", CultureInfo.InvariantCulture);
    Console.WriteLine($"| `{same.Key.Name}` | {same.Key.Times} | {same.Count()} | {failed} | {longest} |");
}
Console.WriteLine($"\n{Count("Pass"):N0} tests passed, {Count("Fail"):N0} failed, {Count("Skip"):N0} were skipped.");

int Count(string result) => tests.Count(test => test.Result == result);

static string Number(string line) =>
    int.Parse(line["at length: ".Length..], CultureInfo.InvariantCulture).ToString("N0", CultureInfo.InvariantCulture);
