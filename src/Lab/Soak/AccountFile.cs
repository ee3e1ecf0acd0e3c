namespace Sockeye.Lab;

/// <summary>The file that a server writes its account to when it has stopped; it goes with this object.</summary>
internal sealed class AccountFile : IDisposable
{
    internal string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"sockeye-account-{Guid.NewGuid():N}.json");

    /// <summary>What the server has written; null where it has not, or not all of it.</summary>
    internal AccountReport? Read()
    {
        try
        {
            return AccountReport.Read(File.ReadAllText(Path));
        }
        catch (Exception missing) when (missing is IOException or FormatException)
        {
            return null;
        }
    }

    public void Dispose() => File.Delete(Path);
}
