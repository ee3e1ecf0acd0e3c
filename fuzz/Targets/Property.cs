namespace Sockeye.Fuzz;

/// <summary>What must hold, and a failure that says what did not.</summary>
internal static class Property
{
    internal static void Holds(bool holds, string what)
    {
        if (!holds) throw new PropertyException(what);
    }

    /// <summary>However the bytes are cut, the same comes of them.</summary>
    internal static void Same(object whole, object cut, string how)
    {
        if (!whole.Equals(cut)) throw new PropertyException($"{how}\nwhole: {whole}\ncut:   {cut}");
    }

    /// <summary>What an input costs in memory is in proportion to its length, whatever it announces.</summary>
    internal static T Allocates<T>(long most, Func<T> act)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        T result = act();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Holds(allocated <= most, $"{allocated} bytes were allocated, and {most} are the most");
        return result;
    }
}

/// <summary>A property does not hold.</summary>
internal sealed class PropertyException(string what) : Exception(what);
