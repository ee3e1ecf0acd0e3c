using System.Diagnostics;
using System.Globalization;

namespace Sockeye.Bench;

/// <summary>
/// How long the command takes from its start to «Listening», and what it holds then: compiled to one native file (NativeAOT)
/// and as it is run otherwise, beside the loop in C. The command publishes both first.
/// </summary>
internal static class StartCost
{
    private const double GoalMilliseconds = 20;
    private const double GoalMebibytes = 10;
    private const int Repetitions = 9;

    internal static int Run()
    {
        string folder = Directory.CreateTempSubdirectory("sockeye-start-").FullName;
        try
        {
            return Run(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Run(string folder)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{"server",-16}{"ms to listening",16}{"lowest",9}{"highest",9}{"MiB at rest",13}"));
        if (CProgram.CanCompile) Measure("c-epoll", new Launch(CProgram.Compile("epoll", folder), ["0"]));
        string[] models = ["epoll", "iouring"];
        string jit = Path.Combine(Publish(folder, "jit", "-p:PublishAot=false", "--no-self-contained"), "sockeye");
        foreach (string model in models) Measure(model + ", JIT", Server(jit, model));
        if (CProgram.Find("clang") is null && CProgram.Find("gcc") is null)
        {
            Console.WriteLine("SKIPPED: NativeAOT links with clang or gcc, and neither is here");
            return 0;
        }
        string native = Path.Combine(Publish(folder, "native"), "sockeye");
        bool reached = true;
        foreach (string model in models) reached &= Measure(model + ", native", Server(native, model));
        return reached ? 0 : 1;
    }

    private static Launch Server(string program, string model) => new(program, ["serve", model, "--port", "0", "--quiet"]);

    private static string Publish(string folder, string name, params string[] options)
    {
        string target = Path.Combine(folder, name);
        string[] arguments =
        [
            "publish", Path.Combine(Repository(), "src", "Cli"), "-c", "Release", "-nologo", "-v:quiet", "--ucr", "-o", target,
            "--artifacts-path", Path.Combine(folder, "artifacts-" + name), .. options,
        ];
        using Process publish = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        string said = publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        return publish.ExitCode == 0 ? target : throw new InvalidOperationException($"dotnet publish failed: {said}");
    }

    private static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sockeye.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("This program does not lie in its repository.");
    }

    /// <summary>Prints the medians.</summary>
    /// <returns>Whether they are within the goal.</returns>
    private static bool Measure(string name, Launch launch)
    {
        List<double?> starts = [];
        List<double?> resident = [];
        for (int i = 0; i < Repetitions; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            using Child server = new(core: 0, launch);
            server.Read();
            starts.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            resident.Add((double)Memory.Settled(server.Id).Resident / (1 << 20));
            server.Kill();
        }
        Series start = Series.Of(starts)!;
        double rest = Series.Of(resident)!.Median;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name,-16}{start.Median,16:0.0}{start.Least,9:0.0}{start.Most,9:0.0}{rest,13:0.0}"));
        return start.Median <= GoalMilliseconds && rest <= GoalMebibytes;
    }
}
