using System.Diagnostics;
using System.Runtime.InteropServices;
using Sockeye.Linux;
using Xunit;

namespace Sockeye.Tests.Linux;

/// <summary>A ring of one test, on the test's thread; skips the test where the kernel refuses rings.</summary>
internal sealed class RingSession : IDisposable
{
    internal const ushort Group = 3;

    private readonly BufferRing? _buffers;
    private readonly long _start = Stopwatch.GetTimestamp();

    internal RingSession(int entries = 16, int completions = 64, int buffers = 0, int bufferBytes = 64)
    {
        Assert.SkipUnless(KernelSupport.IoUring.IsSupported, KernelSupport.IoUring.Refusal ?? "");
        Ring = new(entries, completions);
        Ring.Enable();
        if (buffers > 0) _buffers = new(Ring, Group, buffers, bufferBytes);
    }

    internal Ring Ring { get; }

    internal BufferRing Buffers => _buffers ?? throw new InvalidOperationException("a session without buffers");

    /// <summary>Submits and waits; again after a signal, which may come of a child of another test.</summary>
    internal int Wait(int completions, int timeoutMilliseconds)
    {
        int result = -Errno.EINTR;
        for (int i = 0; i < 100 && Errno.Interrupted(result); i++) result = Ring.SubmitAndWait(completions, timeoutMilliseconds);
        return result;
    }

    /// <summary>For loops that read the ring themselves: fails when the test has lasted twenty seconds.</summary>
    internal void StillInTime() => Assert.True(Stopwatch.GetElapsedTime(_start) < TimeSpan.FromSeconds(20), "not within 20 s");

    /// <summary>The next completion; fails after five seconds.</summary>
    internal Completion Next()
    {
        for (int i = 0; i < 50; i++)
        {
            if (Ring.TryRead(out Completion completion)) return completion;
            int result = Wait(1, timeoutMilliseconds: 100);
            Assert.True(result >= 0 || Errno.TimedOut(result), Errno.Text(result));
        }
        throw new TimeoutException("no completion within 5 s");
    }

    /// <summary>The next completion, taken for a receive's: its bytes, its buffer given back.</summary>
    internal byte[] NextBytes(out Completion completion)
    {
        completion = Next();
        Assert.True(completion.HasBuffer, $"result {completion.Result}, without a buffer");
        byte[] bytes = Buffers.Take(completion).ToArray();
        Buffers.Return(completion.Buffer);
        return bytes;
    }

    /// <summary>Submits, lets the kernel make what is due, and asserts that nothing was.</summary>
    internal void NothingIsDue()
    {
        int result = Wait(1, timeoutMilliseconds: 20);
        Assert.False(Ring.TryRead(out Completion completion), $"result {completion.Result}");
        Assert.True(result >= 0 || Errno.TimedOut(result), Errno.Text(result));
    }

    /// <summary>Bytes that do not move, for sends.</summary>
    internal static nint Pinned(byte[] pinned) => Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);

    internal static byte[] Pattern(int length)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        for (int i = 0; i < length; i++) bytes[i] = (byte)(i * 31 + i / 251);
        return bytes;
    }

    public void Dispose()
    {
        Tag end = new(255, 0, -1);
        if (Ring.InFlight > 0)
        {
            Ring.Next().CancelAll(end);
            while (Ring.InFlight > 0) _ = Next();
        }
        _buffers?.Dispose();
        Ring.Dispose();
    }
}
