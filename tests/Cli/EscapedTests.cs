using CsCheck;
using Sockeye.Cli;
using Xunit;

namespace Sockeye.Tests.Cli;

/// <summary>Text from outside becomes one line of plain characters, whatever it was.</summary>
public class EscapedTests
{
    [Theory]
    [InlineData("plain text, «quoted» 100 %n", "plain text, «quoted» 100 %n")]
    [InlineData("a\r\nb\tc", @"a\u{D}\u{A}b\u{9}c")]
    [InlineData("\u001b[31mred", @"\u{1B}[31mred")]
    [InlineData("\u2028\u2029\u0085", @"\u{2028}\u{2029}\u{85}")]
    [InlineData("\u202Egnp.exe", @"\u{202E}gnp.exe")]
    [InlineData(@"\u{A}", @"\u{5C}u{A}")]
    public void Text_is_escaped(string text, string escaped) => Assert.Equal(escaped, Escaped.Text(text));

    [Theory]
    [InlineData(@"got «pang\x0d»", @"got «pang\x0d»")]
    [InlineData("it said «\u001b[31m\n»", @"it said «\u{1B}[31m\u{A}»")]
    public void What_is_escaped_already_is_not_escaped_again(string text, string escaped) => Assert.Equal(escaped, Escaped.Line(text));

    [Fact]
    public void Anything_becomes_one_bounded_line() => Gen.String.Sample(
        text => IsBoundedLine(Escaped.Text(text)) && IsBoundedLine(Escaped.Line(text)), iter: 2_000);

    private static bool IsBoundedLine(string text) =>
        text.Length <= Escaped.LongestText + 10 && !text.Any(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029');
}
