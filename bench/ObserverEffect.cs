using System.Globalization;

namespace Sockeye.Bench;

/// <summary>
/// Whether looking changes what is seen: the same client with its progress looked at and without, and with its times recorded and
/// without, in pairs whose order alternates. A figure differs where all pairs agree on the direction and their median is beyond the
/// noise; of seven pairs of nothing but noise that is one in sixty-four.
/// </summary>
internal static class ObserverEffect
{
    internal const int Pairs = 7;

    private const double Noise = 0.02;
    private const string Rate = "10000";

    private static readonly string[] Figures = ["pongs/s", "µs CPU a ping", "response p50, µs", "response p99, µs"];

    /// <returns>Whether nothing but CPU differs: what is paid for recording and for looking is known, and no result of it.</returns>
    internal static bool Run(int pairs, double seconds)
    {
        using Child server = new(core: 0, "serve-model", "epoll", "1");
        string port = server.Read();
        Console.WriteLine($"{pairs} pairs of runs, {ClientCost.Connections} connections, medians; open loops at a constant {Rate}/s");
        Console.WriteLine($"{"",-32}{"",-18}{"off",10}{"on",10}{"on/off",8}{"lowest",8}{"highest",8}");
        bool same = true;
        foreach (string loop in (string[])["closed", Rate])
        {
            same &= Compare($"{Name(loop)}, progress", pairs, on => Once(loop, progress: on, times: true));
            same &= Compare($"{Name(loop)}, statistics", pairs, on => Once(loop, progress: false, times: on));
        }
        return same;

        double[] Once(string loop, bool progress, bool times) => ClientCost.Numbers(ClientCost.Once(
            "client-observed", port, ClientCost.Connections, ClientCost.Text(seconds), loop, Switch(progress), Switch(times)));
    }

    private static bool Compare(string name, int pairs, Func<bool, double[]> once)
    {
        List<(double[] Off, double[] On)> seen = [];
        for (int i = 0; i < pairs; i++)
        {
            // Which of the two comes first changes from pair to pair.
            double[] first = once(i % 2 == 1);
            double[] second = once(i % 2 == 0);
            seen.Add(i % 2 == 0 ? (first, second) : (second, first));
        }
        bool same = true;
        for (int figure = 0; figure < Figures.Length; figure++)
        {
            // Without statistics there are no times.
            if (seen.Any(pair => double.IsNaN(pair.Off[figure]))) continue;
            double[] ratios = [.. seen.Select(pair => pair.On[figure] / pair.Off[figure]).Order()];
            double ratio = ratios[pairs / 2];
            bool differs = (ratios[0] > 1 || ratios[^1] < 1) && Math.Abs(ratio - 1) > Noise;
            same &= !differs || figure == 1;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(figure == 0 ? name : ""),-32}{Figures[figure],-18}"
                    + $"{Median(seen.Select(pair => pair.Off[figure])),10:0.##}{Median(seen.Select(pair => pair.On[figure])),10:0.##}"
                    + $"{ratio,8:0.000}{ratios[0],8:0.000}{ratios[^1],8:0.000}  {(differs ? "differs" : "within noise")}"));
        }
        return same;
    }

    private static string Name(string loop) => loop == "closed" ? "closed loop" : "open loop";

    private static string Switch(bool on) => on ? "on" : "off";

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
