namespace Sockeye.Lab;

/// <summary>How a peer ends a connection, if nothing else does before.</summary>
internal enum LifeEnd
{
    /// <summary>It has said everything and finishes sending; then everything must come back, and the server finish, too.</summary>
    Finish,

    /// <summary>It closes in the middle of the exchange.</summary>
    Leave,

    /// <summary>It resets the connection in the middle.</summary>
    Reset,

    /// <summary>It is gone without FIN or RST in the middle, as if a cable had been cut.</summary>
    Vanish,

    /// <summary>It falls silent in the middle, and waits until the server has had enough.</summary>
    FallSilent,

    /// <summary>It sends and reads nothing, until the server has had enough.</summary>
    ReadNothing,
}

/// <summary>One connection of a peer, drawn from the plan's seed, the peer's number and the number of its life.</summary>
/// <param name="Seed">What is said is drawn from it.</param>
/// <param name="Bytes">How much is said.</param>
/// <param name="PieceBytes">In pieces of at most how many bytes.</param>
/// <param name="End">How it ends.</param>
/// <param name="EndAfter">After how many bytes of answers it ends, or falls silent; 0: as soon as something was sent.</param>
/// <param name="Toxics">What is done to it; empty: it goes straight to the server.</param>
internal sealed record Life(
    ulong Seed, int Bytes, int PieceBytes, LifeEnd End, int EndAfter, IReadOnlyList<(ToxicKind Kind, bool ToServer)> Toxics)
{
    private const int MostToxics = 3;
    private const int MostBytes = 256 << 10;
    private const int MostBytesForVolume = 4 << 20;

    // Those that the server must end by a clock are few: `sequential` serves nobody else meanwhile.
    private static readonly (LifeEnd End, int Weight)[] Usual =
    [
        (LifeEnd.Finish, 600), (LifeEnd.Leave, 150), (LifeEnd.Reset, 238), (LifeEnd.Vanish, 4), (LifeEnd.FallSilent, 4),
        (LifeEnd.ReadNothing, 4),
    ];

    private static readonly (LifeEnd End, int Weight)[] Deadly =
    [
        (LifeEnd.Finish, 200), (LifeEnd.Leave, 4000), (LifeEnd.Reset, 5796), (LifeEnd.Vanish, 2), (LifeEnd.FallSilent, 2),
        (LifeEnd.ReadNothing, 0),
    ];

    private static readonly (LifeEnd End, int Weight)[] Talkative =
    [
        (LifeEnd.Finish, 980), (LifeEnd.Leave, 10), (LifeEnd.Reset, 8), (LifeEnd.Vanish, 1), (LifeEnd.FallSilent, 1),
        (LifeEnd.ReadNothing, 0),
    ];

    /// <summary>Whether a toxic may end it early.</summary>
    internal bool MayBeCut => Toxics.Any(toxic => toxic.Kind.Cuts);

    internal bool GoesDown => Toxics.Any(toxic => toxic.Kind.Draw is null);

    internal static Life Draw(SoakPlan plan, int peer, int number)
    {
        ulong seed = SeededBytes.Mix((ulong)plan.Seed, (ulong)peer, (ulong)number);
        Random random = new((int)(seed & int.MaxValue));
        bool isForVolume = plan.Bytes is not null && (plan.Kills is null || peer % 2 == 0);
        bool isForKills = plan.Kills is not null && !isForVolume;
        LifeEnd end = DrawEnd(random, isForVolume ? Talkative : isForKills ? Deadly : Usual);
        // A bad line takes its time, of which those who are to be many have less.
        int badOf16 = plan.Toxics.Count == 0 || isForVolume ? 0 : isForKills ? 1 : 8;
        // Who reads nothing fills all buffers on the way, which through slices or on a narrow line takes longer than anybody waits.
        var toxics = random.Next(16) < badOf16 && end != LifeEnd.ReadNothing ? DrawToxics(random, plan.Toxics) : [];
        int most = isForVolume && toxics.Length == 0 ? MostBytesForVolume : isForKills ? MostBytes / 16 : MostBytes;
        // Of every size alike often, by its number of digits.
        int bytes = (int)Math.Exp(random.NextDouble() * Math.Log(most));
        int piece = (int)Math.Exp(random.NextDouble() * Math.Log(64 << 10));
        // Never so many pieces that they alone take seconds.
        return new(seed, bytes, Math.Max(piece, bytes / 1000 + 1), end, random.Next(2) * random.Next(bytes), toxics);
    }

    /// <summary>The toxics of its connection, made anew.</summary>
    internal Toxics Made()
    {
        Random random = new((int)(Seed >> 33));
        List<Toxic> toServer = [];
        List<Toxic> toClient = [];
        foreach ((ToxicKind kind, bool isToServer) in Toxics)
        {
            if (kind.Draw is { } draw) (isToServer ? toServer : toClient).Add(draw(random, Bytes));
        }
        return new(toServer, toClient);
    }

    private static LifeEnd DrawEnd(Random random, (LifeEnd End, int Weight)[] weights)
    {
        int drawn = random.Next(weights.Sum(weight => weight.Weight));
        foreach ((LifeEnd end, int weight) in weights)
        {
            if ((drawn -= weight) < 0) return end;
        }
        return LifeEnd.Finish;
    }

    private static (ToxicKind, bool)[] DrawToxics(Random random, IReadOnlyList<ToxicKind> kinds) =>
        [.. Enumerable.Range(0, random.Next(1, MostToxics + 1)).Select(_ => (kinds[random.Next(kinds.Count)], random.Next(2) == 0))];
}
