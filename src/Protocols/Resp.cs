using System.Buffers;
using System.Text;

namespace Sockeye.Protocols;

/// <summary>
/// As much of Redis' protocol as its own tools need to talk to a server that stores nothing: PING, ECHO, QUIT, COMMAND,
/// CONFIG GET; HELLO is refused politely, so that a client falls back to version 2. It shows framing by length on
/// clients that others wrote: <c>redis-cli</c> and <c>redis-benchmark -t ping_inline,ping_mbulk</c>.
/// </summary>
public sealed class Resp : MessageProtocol<RespFraming>
{
    /// <inheritdoc/>
    protected override Next Message(ReadOnlySpan<byte> message, IReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        var arguments = new RespArguments(message);
        if (!arguments.Take(out ReadOnlySpan<byte> name)) return Next.Read; // an empty command has no answer: so does Redis
        bool one = arguments.Take(out ReadOnlySpan<byte> first);
        bool more = arguments.Take(out ReadOnlySpan<byte> second);

        if (Is(name, "PING"u8)) Ping(one, more, first, reply);
        else if (Is(name, "ECHO"u8)) Echo(one, more, first, reply);
        else if (Is(name, "COMMAND"u8)) reply.Write(one && Is(first, "COUNT"u8) ? ":0\r\n"u8 : "*0\r\n"u8);
        else if (Is(name, "CONFIG"u8)) Config(one, more, first, second, reply);
        else if (Is(name, "HELLO"u8)) reply.Write("-NOPROTO unsupported protocol version\r\n"u8);
        else if (Is(name, "QUIT"u8)) return Quit(reply);
        else if (Is(name, "POST"u8) || Is(name, "Host:"u8)) return Next.Fail("HTTP"); // a web page must not give commands, line by line
        else RespReply.WriteUnknown(reply, "command"u8, name);
        return Next.Read;
    }

    /// <inheritdoc/>
    protected override Next Broken(string failure, IReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        reply.Write("-ERR Protocol error: "u8);
        Encoding.ASCII.GetBytes(failure, reply);
        reply.Write("\r\n"u8);
        return Next.Fail(failure);
    }

    private static void Ping(bool one, bool more, ReadOnlySpan<byte> text, IReply reply)
    {
        if (more) RespReply.WriteWrongNumber(reply, "ping"u8);
        else if (one) RespReply.WriteBulk(reply, text);
        else reply.Write("+PONG\r\n"u8);
    }

    private static void Echo(bool one, bool more, ReadOnlySpan<byte> text, IReply reply)
    {
        if (!one || more) RespReply.WriteWrongNumber(reply, "echo"u8);
        else RespReply.WriteBulk(reply, text);
    }

    // The two parameters that redis-benchmark asks for, and warns where it is not told: how the data is stored. It is not.
    private static void Config(bool one, bool more, ReadOnlySpan<byte> subcommand, ReadOnlySpan<byte> parameter, IReply reply)
    {
        if (!one) RespReply.WriteWrongNumber(reply, "config"u8);
        else if (!Is(subcommand, "GET"u8)) RespReply.WriteUnknown(reply, "subcommand"u8, subcommand);
        else if (!more) RespReply.WriteWrongNumber(reply, "config|get"u8);
        else if (Is(parameter, "save"u8)) reply.Write("*2\r\n$4\r\nsave\r\n$0\r\n\r\n"u8);
        else if (Is(parameter, "appendonly"u8)) reply.Write("*2\r\n$10\r\nappendonly\r\n$2\r\nno\r\n"u8);
        else reply.Write("*0\r\n"u8);
    }

    private static Next Quit(IReply reply)
    {
        reply.Write("+OK\r\n"u8);
        return Next.Close;
    }

    private static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(word, name);
}
