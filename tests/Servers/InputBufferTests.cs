using Sockeye.Servers;
using Sockeye.Tests.Protocols;
using Xunit;

namespace Sockeye.Tests.Servers;

/// <summary>The bytes of an unfinished message.</summary>
public class InputBufferTests
{
    [Fact]
    public void B3_a_message_that_comes_byte_by_byte_is_kept_at_linear_cost() => LinearTime.Holds(
        length => new string('x', length),
        bytes =>
        {
            BufferPool pool = new();
            InputBuffer input = default;
            for (int i = 0; i < bytes.Length; i++) input.Append(pool, bytes.AsSpan(i, 1));
            if (!input.Bytes.SequenceEqual(bytes)) throw new InvalidOperationException("not what was kept");
            input.Release(pool);
        });
}
