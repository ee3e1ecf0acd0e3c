namespace Sockeye.Lab;

/// <summary>What was recorded of a server, of its clients, or of both on one clock.</summary>
/// <param name="Headers">Whose traces it is made of: one, or a server's and its clients'.</param>
/// <param name="Events">What happened, in the order of time.</param>
/// <param name="Dropped">How many events are missing; null where the trace has no end.</param>
public sealed record Trace(IReadOnlyList<TraceHeader> Headers, IReadOnlyList<TraceEvent> Events, long? Dropped)
{
    /// <summary>The server's model; null where no server is in it.</summary>
    public string? Model => Headers.Select(header => header.Model).FirstOrDefault(model => model is not null);

    /// <summary>Whether clients are in it.</summary>
    public bool HasClients => Headers.Any(header => header.Plan is not null);

    /// <summary>Reads a trace. One that was cut off, since its process was killed, is read as far as it goes.</summary>
    /// <param name="input">The lines.</param>
    /// <returns>The trace.</returns>
    /// <exception cref="FormatException">It is no trace; the message names the line.</exception>
    public static Trace Read(TextReader input)
    {
        ArgumentNullException.ThrowIfNull(input);
        TraceHeader header = TraceHeader.Read(input.ReadLine() ?? throw new FormatException("it is empty"));
        List<TraceEvent> events = [];
        long? dropped = null;
        int number = 1;
        for (string? line = input.ReadLine(); line is not null; line = input.ReadLine())
        {
            number++;
            bool last = input.Peek() < 0;
            try
            {
                if (TraceLine.Read(line, header.StartNs, out TraceEvent happened, out long missing)) events.Add(happened);
                else dropped = missing;
            }
            catch (FormatException broken) when (last && events.Count > 0 && broken.InnerException is not null)
            {
                break;
            }
            catch (FormatException broken)
            {
                throw new FormatException($"line {number}: {broken.Message}", broken);
            }
        }
        return new([header], InOrder(events), dropped);
    }

    /// <summary>Puts a server's trace and its clients' on one clock.</summary>
    /// <param name="other">The other side.</param>
    /// <returns>Both.</returns>
    /// <exception cref="FormatException">They do not belong together.</exception>
    public Trace With(Trace other)
    {
        ArgumentNullException.ThrowIfNull(other);
        // Where the system does not tell its boots apart, whoever puts them together has to know.
        if (Headers[0].Clock != other.Headers[0].Clock)
            throw new FormatException("they were recorded on two machines, or before and after a boot: their clocks cannot be compared");
        if (HasClients == other.HasClients || (Model is null) == (other.Model is null))
            throw new FormatException("one of them must be a server's, and the other its clients'");
        if (!SharesConnection(HasClients ? this : other, HasClients ? other : this))
            throw new FormatException("no connection of these clients is one of this server's: they were not recorded together");
        return new([.. Headers, .. other.Headers], InOrder([.. Events, .. other.Events]), Dropped + other.Dropped);
    }

    /// <summary>The part of it in which there are clients: a server may have run before.</summary>
    /// <returns>From the first event of a client on; all of it where there is none.</returns>
    public Trace FromFirstClient()
    {
        int first = Events.Index().FirstOrDefault(happened => happened.Item.Connection < 0 && happened.Item.Client >= 0).Index;
        return this with { Events = [.. Events.Skip(first)] };
    }

    // A connection is known on both sides by the client's port; on a Unix socket there is none.
    private static bool SharesConnection(Trace clients, Trace server)
    {
        HashSet<long> dialled = [.. clients.Events.Where(happened => happened is { Kind: TraceKind.Connected, Number: > 0 })
            .Select(happened => happened.Number)];
        TraceEvent[] accepted = [.. server.Events.Where(happened => happened.Kind == TraceKind.Accepted)];
        return dialled.Count == 0 || accepted.Length == 0 || accepted.Any(happened => dialled.Contains(happened.Number));
    }

    private static TraceEvent[] InOrder(IEnumerable<TraceEvent> events) => [.. events.OrderBy(happened => happened.Time)];
}
