using System.Text;
using System.Text.Json;

namespace Sockeye.Lab;

/// <summary>
/// Lanes as a grid, a row a lane and a column a while: which share of it the lane was being served. Where no server is in the trace,
/// the pongs of the while take its place, beside the most that any while had.
/// </summary>
/// <param name="Numbers">The lanes' numbers.</param>
/// <param name="Rows">Each lane: -1 where it was not there, 0 where nobody served it, to 1.</param>
/// <param name="Left">How many lanes are left out.</param>
internal sealed record HeatMap(IReadOnlyList<int> Numbers, IReadOnlyList<double[]> Rows, int Left)
{
    /// <summary>How many whiles there are.</summary>
    internal const int Columns = 300;

    /// <summary>More lanes than a screen has lines: of those each second, or third, is shown.</summary>
    internal const int MostRows = 2_000;

    private const int Levels = 15;
    private const char Absent = 'a';
    private const char Unserved = 'b';

    internal static HeatMap Of(Gantt gantt)
    {
        int stride = Math.Max(1, (gantt.Lanes.Count + MostRows - 1) / MostRows);
        GanttLane[] shown = [.. gantt.Lanes.Where((_, index) => index % stride == 0)];
        double column = (double)Math.Max(gantt.Length, 1) / Columns;
        bool isServed = shown.Any(lane => lane.Spans.Any(span => IsServed(span.State)));
        double[][] rows = [.. shown.Select(lane => isServed ? Served(lane, column) : Ponged(lane, column))];
        double most = isServed ? 1 : Math.Max(1, rows.SelectMany(row => row).DefaultIfEmpty(1).Max());
        foreach (double[] row in rows)
        {
            for (int i = 0; i < row.Length; i++) row[i] = row[i] > 0 ? Math.Min(1, row[i] / most) : row[i];
        }
        return new([.. shown.Select(lane => lane.Number)], rows, gantt.Lanes.Count - shown.Length);
    }

    internal void Write(Utf8JsonWriter json, string why)
    {
        json.WriteString("why", why);
        json.WriteNumber("columns", Columns);
        json.WriteNumber("left", Left);
        json.WriteStartArray("numbers");
        foreach (int number in Numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
        json.WriteStartArray("rows");
        foreach (double[] row in Rows) json.WriteStringValue(Packed(row));
        json.WriteEndArray();
    }

    // A letter a level, and how often where it is more than once. The share grows with the square of the level: being served is
    // short, and a hundredth must be seen.
    internal static string Packed(double[] row)
    {
        StringBuilder packed = new();
        for (int i = 0; i < row.Length;)
        {
            char letter = Letter(row[i]);
            int end = i + 1;
            while (end < row.Length && Letter(row[end]) == letter) end++;
            packed.Append(letter);
            if (end - i > 1) packed.Append(end - i);
            i = end;
        }
        return packed.ToString();
    }

    private static char Letter(double share) =>
        share < 0 ? Absent : share == 0 ? Unserved : (char)(Unserved + Math.Clamp((int)Math.Ceiling(Math.Sqrt(share) * Levels), 1, Levels));

    private static double[] Served(GanttLane lane, double column)
    {
        double[] row = There(lane, column);
        foreach (GanttSpan span in lane.Spans.Where(span => IsServed(span.State)))
        {
            int last = Column(span.Until, column);
            for (int i = Column(span.From, column); i <= last; i++)
            {
                double share = (Math.Min(span.Until, (i + 1) * column) - Math.Max(span.From, i * column)) / column;
                row[i] = Math.Max(row[i], 0) + Math.Max(share, 0);
            }
        }
        return row;
    }

    private static double[] Ponged(GanttLane lane, double column)
    {
        double[] row = There(lane, column);
        foreach (long pong in lane.Pongs)
        {
            int at = Column(pong, column);
            row[at] = Math.Max(row[at], 0) + 1;
        }
        return row;
    }

    private static double[] There(GanttLane lane, double column)
    {
        double[] row = new double[Columns];
        Array.Fill(row, -1);
        foreach (GanttSpan span in lane.Spans)
        {
            int first = Column(span.From, column);
            Array.Fill(row, 0, first, Column(span.Until, column) - first + 1);
        }
        return row;
    }

    private static bool IsServed(GanttState state) => state is GanttState.Served or GanttState.Sleeping or GanttState.Parked;

    private static int Column(long moment, double column) => (int)Math.Clamp(moment / column, 0, Columns - 1);
}
