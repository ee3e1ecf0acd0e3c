namespace Sockeye.Protocols;

/// <summary>
/// The words of one command that <see cref="RespFraming"/> has found whole: its name, then its arguments. In the form of
/// a line they are parted by spaces; a quote is an ordinary character there.
/// </summary>
public ref struct RespArguments
{
    private readonly bool _array;
    private ReadOnlySpan<byte> _rest;

    /// <summary>The words of a command.</summary>
    /// <param name="message">The message as the framing handed it on.</param>
    public RespArguments(ReadOnlySpan<byte> message)
    {
        _array = message is [(byte)'*', ..];
        _rest = _array ? message[(message.IndexOf((byte)'\n') + 1)..] : message;
    }

    /// <summary>Takes the next word.</summary>
    /// <param name="word">The word: a part of the message, and valid as long as it is.</param>
    /// <returns>False where there is none left.</returns>
    public bool Take(out ReadOnlySpan<byte> word)
    {
        if (!_array) return TakeFromLine(out word);
        word = default;
        if (_rest.IsEmpty) return false;
        int header = _rest.IndexOf((byte)'\n');
        Digits.TryRead(_rest[1..(header - 1)], out long length);
        word = _rest.Slice(header + 1, (int)length);
        _rest = _rest[(header + 1 + (int)length + 2)..];
        return true;
    }

    private bool TakeFromLine(out ReadOnlySpan<byte> word)
    {
        word = _rest = _rest.TrimStart(" \t\r"u8);
        int end = _rest.IndexOfAny(" \t\r"u8);
        if (end >= 0) word = _rest[..end];
        _rest = _rest[word.Length..];
        return !word.IsEmpty;
    }
}
