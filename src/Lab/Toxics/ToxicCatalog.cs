namespace Sockeye.Lab;

/// <summary>The toxics by name, of strengths that let a conversation of some hundred KiB end within seconds.</summary>
public static class ToxicCatalog
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ToxicKind> Kinds { get; } =
    [
        new("latency", "everything comes up to 30 ms later, with jitter")
        {
            Draw = (random, _) => new Latency(Milliseconds(random, 20), Milliseconds(random, 10), random),
        },
        new("bandwidth", "0.25 to 8 MiB a second") { Draw = (random, _) => new Bandwidth(random.Next(256 << 10, 8 << 20)) },
        new("slow-close", "the end of the stream comes up to 200 ms later")
        {
            Draw = (random, _) => new SlowClose(Milliseconds(random, 200)),
        },
        // So many slices that they take some milliseconds, and not seconds.
        new("slicer", "bytes come in small slices")
        {
            Draw = (random, bytes) => new Slicer(Math.Max(1 + random.Next(64), bytes / 500), TimeSpan.Zero, random),
        },
        new("timeout", "at some byte nothing more is passed on, and up to 300 ms later the connection is closed")
        {
            Draw = (random, bytes) => new Silence(random.Next(bytes), Milliseconds(random, 300)),
            Cuts = true,
        },
        new("reset", "at some byte the connection is reset")
        {
            Draw = (random, bytes) => new ResetPeer(random.Next(bytes)),
            Cuts = true,
        },
        new("limit", "at some byte the connection is closed")
        {
            Draw = (random, bytes) => new LimitData(random.Next(bytes)),
            Cuts = true,
        },
        new("down", "the way to the server goes down, and up again") { Cuts = true },
        new("flip", "a bit of one byte is changed: a soak must find it, and fail")
        {
            Draw = (random, bytes) => new ByteFlipper(random.Next(bytes)),
            Corrupts = true,
        },
    ];

    /// <summary>Those that a server and its clients must bear: all that change no byte.</summary>
    public static IReadOnlyList<ToxicKind> Bearable { get; } = [.. Kinds.Where(kind => !kind.Corrupts)];

    /// <summary>Finds one by its name.</summary>
    /// <param name="name">One of the names of <see cref="Kinds"/>.</param>
    /// <returns>The kind, or null.</returns>
    public static ToxicKind? Find(string name) => Kinds.FirstOrDefault(kind => kind.Name == name);

    private static TimeSpan Milliseconds(Random random, int most) => TimeSpan.FromMilliseconds(random.NextDouble() * most);
}
