using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Sockeye.Load;
using Sockeye.Protocols;

namespace Sockeye.Lab;

/// <summary>The words of a trace: the names of events and reasons, as its lines have them.</summary>
internal static class TraceNames
{
    private static readonly byte[][] Kinds = Table<TraceKind>();
    private static readonly byte[][] Failures = Table<FailureKind>();
    private static readonly byte[][] CloseReasons = Table<CloseReason>();

    private static readonly FrozenDictionary<string, TraceKind> KindsByName =
        Enum.GetValues<TraceKind>().ToFrozenDictionary(kind => Encoding.UTF8.GetString(Of(kind)));

    internal static ReadOnlySpan<byte> Of(TraceKind kind) => Kinds[(int)kind];

    internal static bool TryParse(string? name, out TraceKind kind)
    {
        kind = default;
        return name is not null && KindsByName.TryGetValue(name, out kind);
    }

    /// <summary>Why an event of this kind happened, in a word.</summary>
    internal static ReadOnlySpan<byte> OfReason(TraceKind kind, int reason) => Reasons(kind)[reason];

    /// <summary>The number of such a word; <see cref="TraceEvent.None"/> where there is no such word.</summary>
    internal static int Reason(TraceKind kind, string word)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(word);
        return Array.FindIndex(Reasons(kind), name => name.AsSpan().SequenceEqual(bytes));
    }

    private static byte[][] Reasons(TraceKind kind) => kind == TraceKind.Closed ? CloseReasons : Failures;

    // An enum's values count from 0.
    private static byte[][] Table<T>() where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(name => Encoding.UTF8.GetBytes(JsonNamingPolicy.KebabCaseLower.ConvertName(name)))];
}
