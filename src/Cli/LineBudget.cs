namespace Sockeye.Cli;

/// <summary>
/// How many lines a log may write in a second, so that a storm of clients neither floods a terminal nor slows the server
/// down; what was left out is counted. Not safe for many threads: its user holds a lock.
/// </summary>
internal sealed class LineBudget(int linesPerSecond, TimeProvider time)
{
    private long _second = long.MinValue;
    private int _written;

    /// <summary>Lines left out since they were last asked for.</summary>
    internal long LeftOut { get; private set; }

    /// <summary>Takes a line out of the budget of this second.</summary>
    /// <returns>False where it is used up: the line is to be left out, and counts as such.</returns>
    internal bool Take()
    {
        long second = time.GetTimestamp() / time.TimestampFrequency;
        if (second != _second) (_second, _written) = (second, 0);
        if (_written < linesPerSecond)
        {
            _written++;
            return true;
        }
        LeftOut++;
        return false;
    }

    /// <summary>The count of lines left out, which begins anew.</summary>
    internal long TakeLeftOut()
    {
        long leftOut = LeftOut;
        LeftOut = 0;
        return leftOut;
    }
}
