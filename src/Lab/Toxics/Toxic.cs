namespace Sockeye.Lab;

/// <summary>
/// What is done to one direction of one connection on its way through a <see cref="ToxicProxy"/>. Toxics stand in a row and pass on
/// to the <see cref="Next"/>; one at a time is called, so none needs a lock. They never change the order of bytes.
/// </summary>
internal abstract class Toxic : Outlet
{
    /// <summary>Who comes after it.</summary>
    internal Outlet Next { private protected get; set; } = Nowhere.Instance;

    /// <summary>Puts toxics in a row.</summary>
    /// <returns>The first of them, or the end where there is none.</returns>
    internal static Outlet Row(IReadOnlyList<Toxic> toxics, Outlet end)
    {
        Outlet next = end;
        foreach (Toxic toxic in toxics.Reverse())
        {
            toxic.Next = next;
            next = toxic;
        }
        return next;
    }

    private sealed class Nowhere : Outlet
    {
        internal static readonly Nowhere Instance = new();

        internal override ValueTask<Passage> Pass(Piece piece, CancellationToken over) =>
            throw new InvalidOperationException("A toxic stands in no row.");
    }
}
