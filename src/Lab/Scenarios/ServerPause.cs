using System.Globalization;
using Sockeye.Linux;

namespace Sockeye.Lab;

/// <summary>The server's process is stopped, as by Ctrl-Z, with those that it has started, and goes on after a while. Linux.</summary>
/// <param name="After">When, from the begin of the plan.</param>
/// <param name="Duration">For how long.</param>
internal sealed record ServerPause(TimeSpan After, TimeSpan Duration) : Companion
{
    internal override string Text => string.Create(
        CultureInfo.InvariantCulture, $"after {After.TotalSeconds:0.#} s the server is stopped for {Duration.TotalSeconds:0.#} s");

    internal override Task<IAsyncDisposable> Begin(ServerProcess server, CancellationToken stop) =>
        Task.FromResult<IAsyncDisposable>(new Pause(this, server.Books));

    private sealed class Pause : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly Task _lasting;

        internal Pause(ServerPause pause, ServerBooks books) => _lasting = Last(pause, books, _end.Token);

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync().ConfigureAwait(false);
            await _lasting.ConfigureAwait(false);
            _end.Dispose();
        }

        private static async Task Last(ServerPause pause, ServerBooks books, CancellationToken end)
        {
            await Task.Delay(pause.After, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (end.IsCancellationRequested) return;
            books.Signal(OtherProcess.Stop);
            await Task.Delay(pause.Duration, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            books.Signal(OtherProcess.Continue);
        }
    }
}
