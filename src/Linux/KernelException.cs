namespace Sockeye.Linux;

/// <summary>The kernel refused to set something up. Calls of a running server return -errno instead.</summary>
/// <param name="call">The system call, and what it was to do where that is not plain.</param>
/// <param name="result">-errno, as the call returned it.</param>
public sealed class KernelException(string call, int result) : Exception($"{call}: {Errno.Text(result)}")
{
    /// <summary>The system call that failed.</summary>
    public string Call { get; } = call;

    /// <summary>-errno.</summary>
    public int Result { get; } = result;

    /// <summary>Throws if a result is an error.</summary>
    internal static int Check(string call, int result) => result >= 0 ? result : throw new KernelException(call, result);
}
