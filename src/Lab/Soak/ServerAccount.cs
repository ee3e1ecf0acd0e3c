using System.Net;
using System.Text.Json;
using Sockeye.Protocols;
using Sockeye.Servers;

namespace Sockeye.Lab;

/// <summary>
/// Keeps account of a server's connections: each is accepted once and ends once, and what the observer was told adds up to what the
/// server says of itself at its end. Costs a lock at the begin and the end of a connection, and holds the number of each that is there.
/// </summary>
public sealed class ServerAccount : ServerObserver
{
    private const int MostDiscrepancies = 20;

    private readonly Lock _lock = new();
    private readonly HashSet<long> _present = [];
    private readonly List<string> _discrepancies = [];
    private readonly long[] _closed = new long[Enum.GetValues<CloseReason>().Length];
    private long _accepted;
    private long _rejected;
    private long _served;
    private long _messages;
    private long _received;
    private long _sent;
    private long _faults;

    /// <inheritdoc/>
    public override void Accepted(long connection, EndPoint? peer)
    {
        lock (_lock)
        {
            _accepted++;
            if (!_present.Add(connection)) Note($"connection #{connection} was accepted twice");
        }
    }

    /// <inheritdoc/>
    public override void Rejected()
    {
        lock (_lock) _rejected++;
    }

    /// <inheritdoc/>
    public override void Faulted(long connection, Exception exception)
    {
        lock (_lock) _faults++;
    }

    /// <inheritdoc/>
    public override void Closed(in ClosedConnection closed)
    {
        lock (_lock)
        {
            _closed[(int)closed.Reason]++;
            if (closed.Worker >= 0) _served++;
            _messages += closed.Messages;
            _received += closed.Received;
            _sent += closed.Sent;
            if (!_present.Remove(closed.Connection)) Note($"connection #{closed.Connection} ended and was not there");
        }
    }

    /// <summary>What a server that has stopped must agree with.</summary>
    /// <param name="model">Its model.</param>
    /// <param name="summary">What it did, as it says.</param>
    /// <param name="held">What it holds, as it says.</param>
    /// <returns>The account, with what does not add up.</returns>
    public AccountReport Conclude(string model, ServerSummary summary, ServerStatus held)
    {
        lock (_lock)
        {
            if (_present.Count > 0) Note($"{_present.Count} of {_accepted} connections were accepted and have not ended");
            Compare("served", summary.Served, _served);
            Compare("aborted", summary.Aborted, _closed[(int)CloseReason.DrainDeadline]);
            Compare("rejected", summary.Rejected, _rejected);
            Compare("messages", summary.Messages, _messages);
            if (held != default) Note($"it still holds {held}");
            return new()
            {
                Model = model,
                Accepted = _accepted,
                Closed = ByReason(),
                Rejected = _rejected,
                Messages = _messages,
                Received = _received,
                Sent = _sent,
                HandlerFaults = _faults,
                ServerFaults = _closed[(int)CloseReason.ServerFault],
                Held = held,
                Discrepancies = [.. _discrepancies],
            };
        }
    }

    private Dictionary<string, long> ByReason() => Enum.GetValues<CloseReason>()
        .Where(reason => _closed[(int)reason] > 0)
        .ToDictionary(reason => JsonNamingPolicy.CamelCase.ConvertName(reason.ToString()), reason => _closed[(int)reason]);

    private void Compare(string what, long said, long seen)
    {
        if (said != seen) Note($"it says {said} {what}, and {seen} were seen");
    }

    private void Note(string discrepancy)
    {
        if (_discrepancies.Count < MostDiscrepancies) _discrepancies.Add(discrepancy);
    }
}
