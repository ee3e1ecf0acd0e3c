namespace Sockeye.Cli;

/// <summary>The rates of a sweep: <c>1k:10k:1k</c> from, to, and how far apart; <c>1k:50k:*1.5</c> each so many times the last.</summary>
internal static class RateSteps
{
    internal const int MostSteps = 100;

    internal static bool TryParse(string text, out IReadOnlyList<double> rates)
    {
        rates = [];
        string[] parts = (text.StartsWith("rate=", StringComparison.Ordinal) ? text[5..] : text).Split(':');
        if (parts.Length != 3 || !Rates.TryParse(parts[0], out double from) || !Rates.TryParse(parts[1], out double to) || to < from) return false;
        bool isFactor = parts[2].StartsWith('*');
        if (!Rates.TryParse(isFactor ? parts[2][1..] : parts[2], out double step) || (isFactor && step <= 1)) return false;

        List<double> steps = [];
        // A little beyond the end: ten times a tenth is not quite one.
        for (double rate = from; rate <= to * (1 + 1e-9); rate = isFactor ? rate * step : from + steps.Count * step)
        {
            if (steps.Count == MostSteps) return false;
            steps.Add(Math.Round(rate, 3));
        }
        rates = steps;
        return true;
    }
}
