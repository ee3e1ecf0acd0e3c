using System.Buffers;

namespace Sockeye.Lab;

/// <summary>
/// Writes a trace: a line of JSON for its header, one for each event, one that counts at the end. Threads leave events in a ring of
/// fixed size; a thread of the recorder's own writes them. Neither the disk nor the recorder ever holds up who is traced: what
/// is too much is dropped, and the last line says how much.
/// </summary>
public sealed class TraceRecorder : IDisposable
{
    /// <summary>Events that may be unwritten at a time.</summary>
    public const int RingEvents = 1 << 16;

    /// <summary>Events of one trace: about 150 MB of text. What comes after them is dropped.</summary>
    public const long MostEvents = 2_000_000;

    private const int ChunkBytes = 64 * 1024;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly TraceRing _ring = new(RingEvents);
    private readonly Stream _output;
    private readonly TraceHeader _header;
    private readonly long _mostEvents;
    private readonly Thread _writer;
    private readonly ManualResetEventSlim _stop = new();
    private long _written;
    private long _beyond;
    private bool _began;
    private IOException? _fault;

    private TraceRecorder(Stream output, TraceHeader header, long mostEvents)
    {
        _output = output;
        _header = header;
        _mostEvents = mostEvents;
        _writer = new Thread(Write) { IsBackground = true, Name = "trace writer" };
    }

    /// <summary>Begins to record.</summary>
    /// <param name="output">Where the lines go; closed with the recorder.</param>
    /// <param name="header">Whose trace it is.</param>
    /// <returns>The recorder.</returns>
    public static TraceRecorder Start(Stream output, TraceHeader header) => Start(output, header, MostEvents);

    internal static TraceRecorder Start(Stream output, TraceHeader header, long mostEvents)
    {
        TraceRecorder recorder = Prepare(output, header, mostEvents);
        recorder.Begin();
        return recorder;
    }

    /// <summary>Makes a recorder that keeps what happens, and writes nothing before <see cref="Begin"/>: what is to be traced may yet fail
    /// to start.</summary>
    /// <param name="output">Where the lines will go; closed with the recorder.</param>
    /// <param name="header">Whose trace it is.</param>
    /// <returns>The recorder.</returns>
    public static TraceRecorder Prepare(Stream output, TraceHeader header) => Prepare(output, header, MostEvents);

    private static TraceRecorder Prepare(Stream output, TraceHeader header, long mostEvents)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(header);
        return new(output, header, mostEvents);
    }

    /// <summary>Begins to write; once.</summary>
    public void Begin()
    {
        _writer.Start();
        _began = true;
    }

    /// <summary>Events in the trace so far.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Events that are not in it: the ring was full, or the trace.</summary>
    public long Dropped => _ring.Dropped + Volatile.Read(ref _beyond);

    /// <summary>Why the trace could not be written to its end; null where it was.</summary>
    public IOException? Fault => _fault;

    /// <summary>Leaves an event. From any thread; never waits, and never throws.</summary>
    internal void Record(in TraceEvent happened) => _ring.Put(happened);

    private void Write()
    {
        ArrayBufferWriter<byte> chunk = new(ChunkBytes);
        try
        {
            _header.Write(chunk);
            bool last;
            do
            {
                last = _stop.Wait(Look);
                Drain(chunk);
            }
            while (!last);
            TraceLine.WriteEnd(chunk, Written, Dropped);
            Flush(chunk);
        }
        catch (IOException full)
        {
            // A full disk must not end what is traced: from now on the ring overflows, and that is counted.
            _fault = full;
        }
    }

    private void Drain(ArrayBufferWriter<byte> chunk)
    {
        while (_ring.TryTake(out TraceEvent happened))
        {
            if (_written == _mostEvents)
            {
                Volatile.Write(ref _beyond, _beyond + 1);
                continue;
            }
            TraceLine.Write(chunk, happened, _header.StartNs);
            Volatile.Write(ref _written, _written + 1);
            if (chunk.WrittenCount > ChunkBytes - TraceLine.MostBytes) Flush(chunk);
        }
        Flush(chunk);
    }

    private void Flush(ArrayBufferWriter<byte> chunk)
    {
        _output.Write(chunk.WrittenSpan);
        chunk.ResetWrittenCount();
    }

    /// <summary>Writes what is left, and the last line; nothing, where it never began. Whoever is traced has ended, or goes on
    /// untraced.</summary>
    public void Dispose()
    {
        if (_stop.IsSet) return;
        _stop.Set();
        if (_began) _writer.Join();
        try
        {
            _output.Dispose();
        }
        catch (IOException full)
        {
            _fault ??= full;
        }
    }
}
