using System.Diagnostics;

namespace Sockeye.Bench;

/// <summary>
/// What every model of ours costs beside a C loop and the peers. In each round every server has one turn at every workload, in
/// an order that is drawn anew: what changes on the machine in the meantime hits all of them. Each round has its own processes.
/// </summary>
internal static class ModelsCost
{
    internal static int Run(string[] arguments)
    {
        ModelsPlan plan;
        try
        {
            plan = ModelsPlan.Parse(arguments);
        }
        catch (FormatException usage)
        {
            Console.Error.WriteLine($"bench models: {usage.Message}");
            return 2;
        }
        if (plan.Merge.Length > 0)
        {
            Results merged = Results.Merge([.. plan.Merge.Select(file => JsonReport.Read(File.ReadAllText(file)))]);
            Console.WriteLine(MarkdownReport.Write(merged));
            Save(plan.Folder, merged);
            return 0;
        }
        string programs = Directory.CreateTempSubdirectory("sockeye-bench-").FullName;
        try
        {
            return Run(plan, programs, ["models", .. arguments]);
        }
        finally
        {
            Directory.Delete(programs, recursive: true);
        }
    }

    private static int Run(ModelsPlan plan, string programs, string[] arguments)
    {
        string? floor = CProgram.CanCompile ? CProgram.Compile("epoll", programs) : null;
        string? load = CProgram.CanCompile ? CProgram.Compile("load", programs) : null;
        if (floor is null) Say("SKIPPED: the C loop and the C load need a compiler (cc); there will be no ratios");
        Contender[] contenders = [.. Contenders.All(floor).Where(
            contender => plan.Only.Length == 0 || contender.Name == Contenders.Floor || plan.Only.Contains(contender.Name))];
        string client = load is null ? "C#, one blocking thread" : "C, one thread on epoll";
        Results results = new(
            Machine.Here(client, arguments), [.. contenders.Select(one => one.Name)], [.. plan.Workloads.Select(one => one.Name)]);

        Measure(plan, contenders, new Trial(load, plan.Effort), results);
        string smoke = $"A smoke run: {results.Measurements.Count} measured, {results.Failed.Count} failed.";
        Console.WriteLine(plan.Smoke ? smoke : MarkdownReport.Write(results));
        return results.Failed.Count == 0 ? 0 : 1;
    }

    private static void Measure(ModelsPlan plan, Contender[] contenders, Trial trial, Results results)
    {
        Random random = new(plan.Seed);
        Stopwatch clock = Stopwatch.StartNew();
        for (int round = 1; round <= plan.Rounds; round++)
        {
            using RunningServers servers = new();
            foreach (Workload workload in plan.Workloads)
            {
                Contender[] turns = [.. contenders];
                random.Shuffle(turns);
                foreach (Contender contender in turns) Measure(contender, workload, round, servers, trial, results);
                Say($"round {round} of {plan.Rounds}, {workload.Name}: done after {(int)clock.Elapsed.TotalSeconds} s");
                Save(plan.Folder, results); // a run that is ended early has not been in vain
            }
        }
    }

    private static void Measure(
        Contender contender, Workload workload, int round, RunningServers servers, Trial trial, Results results)
    {
        if ((contender.Refuses(workload) ?? trial.Refuses(workload)) is { } reason)
        {
            if (round == 1) results.Absent.Add(new Absence(contender.Name, workload.Name, reason));
            return;
        }
        try
        {
            results.Measurements.Add(trial.Run(contender, workload, round, servers));
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or TimeoutException or FormatException)
        {
            Say($"FAILED: {contender.Name} on {workload.Name}: {failure.Message}");
            results.Failed.Add(new Absence(contender.Name, workload.Name, failure.Message));
        }
    }

    private static void Save(string? folder, Results results)
    {
        if (folder is null) return;
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "models.md"), MarkdownReport.Write(results));
        File.WriteAllText(Path.Combine(folder, "models.json"), JsonReport.Write(results));
    }

    private static void Say(string progress) => Console.Error.WriteLine(progress);
}
