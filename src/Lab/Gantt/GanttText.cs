namespace Sockeye.Lab;

/// <summary>The picture in characters: a row a lane, a column a while.</summary>
public static class GanttText
{
    /// <summary>A cell in which nothing was.</summary>
    public const char Nothing = ' ';

    /// <summary>What the characters mean; of lanes of threads, a digit is the last one of the client served.</summary>
    /// <param name="by">What a lane is.</param>
    /// <returns>A line.</returns>
    public static string Legend(GanttBy by) => by == GanttBy.Client
        ? ". connecting   - connected, not being served   █ served, or a pong   s its handler sleeps   x failed"
        : "digit: serves the client whose number ends in it   s its handler sleeps   █ a pong";

    /// <summary>Draws it.</summary>
    /// <param name="gantt">The lanes.</param>
    /// <param name="columns">How many cells a row has.</param>
    /// <returns>The rows, in the order of the lanes.</returns>
    public static IReadOnlyList<GanttRow> Rows(Gantt gantt, int columns)
    {
        ArgumentNullException.ThrowIfNull(gantt);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        return [.. gantt.Lanes.Select(lane => Row(lane, gantt.By, Math.Max(gantt.Length, 1), columns))];
    }

    private static GanttRow Row(GanttLane lane, GanttBy by, long length, int columns)
    {
        Cell[] cells = new Cell[columns];
        foreach (GanttSpan span in lane.Spans)
        {
            // A span ends before the cell that begins where it ends.
            int last = At(Math.Max(span.From, span.Until - 1), length, columns);
            for (int column = At(span.From, length, columns); column <= last; column++)
            {
                long begin = column * length / columns;
                long end = (column + 1) * length / columns;
                cells[column].Add(span, Math.Max(0, Math.Min(span.Until, end) - Math.Max(span.From, begin)));
            }
        }
        foreach (long pong in lane.Pongs) cells[At(pong, length, columns)].Ponged = true;
        return new(lane.Number, [.. cells.Select(cell => cell.Draw(by, length / columns))]);
    }

    private static int At(long moment, long length, int columns) => (int)Math.Min(columns - 1, (long)((double)moment / length * columns));

    /// <summary>What happened in one cell, and for how long.</summary>
    private struct Cell
    {
        private long _connecting;
        private long _connected;
        private long _asleep;
        private long _longest;
        private int _worker;
        private int _client;
        private bool _served;
        private bool _failed;

        internal bool Ponged;

        internal void Add(in GanttSpan span, long length)
        {
            switch (span.State)
            {
                case GanttState.Connecting:
                    _connecting += Math.Max(length, 1);
                    break;
                case GanttState.Failed:
                    _failed = true;
                    break;
                case GanttState.Sleeping or GanttState.Parked:
                    _asleep += length;
                    Serve(span, length);
                    break;
                case GanttState.Served:
                    _served = true;
                    Serve(span, length);
                    break;
                default:
                    _connected += Math.Max(length, 1);
                    break;
            }
        }

        // Being served is short, and what the picture is about: whoever was served at all in a cell is drawn so.
        internal readonly GanttCell Draw(GanttBy by, long length)
        {
            int worker = _longest > 0 ? _worker : TraceEvent.None;
            if (_failed) return new('x', TraceEvent.None);
            if (_asleep > 0 && _asleep >= length / 2) return new('s', worker);
            if (_served && by == GanttBy.Worker) return new((char)('0' + _client % 10), worker);
            if (_served || Ponged) return new('█', worker);
            if (_asleep > 0) return new('s', worker);
            if (_connecting > _connected) return new('.', TraceEvent.None);
            return new(_connected > 0 ? '-' : Nothing, TraceEvent.None);
        }

        private void Serve(in GanttSpan span, long length)
        {
            if (length + 1 <= _longest) return;
            (_longest, _worker, _client) = (length + 1, span.Worker, span.Client);
        }
    }
}

/// <summary>A lane in characters.</summary>
/// <param name="Number">The lane's number.</param>
/// <param name="Cells">Its cells.</param>
public sealed record GanttRow(int Number, IReadOnlyList<GanttCell> Cells);

/// <summary>A character, and the thread that served in that while.</summary>
/// <param name="Character">The character.</param>
/// <param name="Worker">The thread's number, for a colour; <see cref="TraceEvent.None"/> where none did.</param>
public readonly record struct GanttCell(char Character, int Worker);
