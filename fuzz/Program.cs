using System.Globalization;
using Sockeye.Fuzz;

// «<target>» takes one input from stdin, and under afl-fuzz one after another; «--list» names the targets; «--seeds <target>
// <folder>» writes what to begin with; «--replay <target> <file>...» tries these; «--random <inputs> [--seed <number>] [--seconds
// <number>] [<target>...]» tries so many that are nearly right; «--instrument <folder>» makes the assemblies there tell afl-fuzz which
// way they take. 0: nothing was found; 1: something was; 2: the command is wrong.
try
{
    return args switch
    {
        ["--list"] => List(),
        ["--seeds", var name, var folder] => Seeds(Named(name), folder),
        ["--replay", var name, .. var files] => Replay(Named(name), files),
        ["--instrument", var folder] => Afl.Instrument(folder),
        ["--random", var inputs, .. var rest] => RandomInputs(Number(inputs), rest),
        [var name] => Afl.Run(Named(name)),
        _ => throw new FormatException("fuzz <target> | --list | --seeds <target> <folder> | --replay <target> <file>... | "
            + "--random <inputs> [--seed <number>] [--seconds <number>] [<target>...] | --instrument <folder>"),
    };
}
catch (FormatException usage)
{
    Console.Error.WriteLine($"fuzz: {usage.Message}");
    return 2;
}

static int List()
{
    foreach (Target target in TargetCatalog.All) Console.WriteLine(target);
    return 0;
}

static int Seeds(Target target, string folder)
{
    Directory.CreateDirectory(folder);
    foreach (byte[] seed in target.Seeds()) Inputs.Write(folder, seed);
    return 0;
}

static int Replay(Target target, string[] files)
{
    int found = 0;
    foreach (string file in files)
    {
        try
        {
            Console.WriteLine($"{file}: {target.Check(File.ReadAllBytes(file))}");
        }
        catch (Exception broken)
        {
            Console.WriteLine($"{file}: {broken}");
            found = 1;
        }
    }
    return found;
}

// Split evenly; where no target is named, over what a connection carries.
static int RandomInputs(int inputs, string[] rest)
{
    int seed = Option("--seed", ref rest) ?? Random.Shared.Next();
    TimeSpan? within = Option("--seconds", ref rest) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    IReadOnlyList<Target> targets = rest.Length == 0 ? TargetCatalog.Parsers : [.. rest.Select(Named)];
    Console.WriteLine($"seed {seed}");
    int found = 0;
    long tried = 0;
    foreach (Target target in targets)
    {
        try
        {
            Campaign campaign = Campaign.Run(target, (inputs + targets.Count - 1) / targets.Count, seed, within / targets.Count);
            tried += campaign.Inputs;
            Console.WriteLine(campaign);
        }
        catch (FindException find)
        {
            Console.WriteLine($"FOUND by seed {seed}: {find.Message}");
            Console.WriteLine($"kept: {Inputs.Write(Path.Combine("fuzz", "findings", target.Name), find.Input)}");
            found = 1;
        }
    }
    Console.WriteLine($"{tried:N0} inputs");
    return found;
}

static int? Option(string name, ref string[] rest)
{
    if (rest is not [var given, var value, .. var others] || given != name) return null;
    rest = others;
    return Number(value);
}

static Target Named(string name) => TargetCatalog.Find(name) ?? throw new FormatException($"«{name}» is no target: fuzz --list");

static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
    ? number
    : throw new FormatException($"«{text}» is no number");
