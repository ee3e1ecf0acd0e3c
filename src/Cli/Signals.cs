using System.Runtime.InteropServices;

namespace Sockeye.Cli;

/// <summary>
/// Ctrl-C and SIGTERM: the first one asks to stop, the second aborts, from the third on the system's own handling ends
/// the process, whatever it is doing.
/// </summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _count;

    internal Signals()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Arrived);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Arrived);
    }

    internal CancellationToken Stop => _stop.Token;

    internal CancellationToken Abort => _abort.Token;

    /// <summary>Does what the first Ctrl-C does, where there is another reason to stop; does not wait for whoever is told.</summary>
    internal void AskToStop() => _ = _stop.CancelAsync();

    public void Dispose()
    {
        // The registrations first: disposing one waits for a handler that is running.
        _interrupt.Dispose();
        _terminate.Dispose();
        _stop.Dispose();
        _abort.Dispose();
    }

    private void Arrived(PosixSignalContext context)
    {
        int count = Interlocked.Increment(ref _count);
        context.Cancel = count <= 2;
        if (count == 1) _stop.Cancel();
        if (count == 2) _abort.Cancel();
    }
}
