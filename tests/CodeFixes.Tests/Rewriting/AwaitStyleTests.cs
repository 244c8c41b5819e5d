using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.CodeFixes.Rewriting;

namespace RaceSafe.CodeFixes.Tests.Rewriting;

/// <summary>Where an await may stand, and how it looks there. The place is the call of <c>X</c>.</summary>
public class AwaitStyleTests
{
    [Theory]
    [InlineData("X();", true)]
    [InlineData("class C { async Task M() { X(); } }", true)]
    [InlineData("class C { void M() { X(); } }", false)]
    [InlineData("class C { async Task M() { lock (this) { X(); } } }", false)]
    [InlineData("class C { async Task M() { lock (this) { Run(async () => X()); } } }", true)]
    [InlineData("class C { async Task M() { Run(() => X()); } }", false)]
    [InlineData("class C { void M() { async Task L() => X(); } }", true)]
    [InlineData("class C { async Task M() { void L() => X(); } }", false)]
    [InlineData("class C { async Task M() { try { } catch when (X()) { } } }", false)]
    [InlineData("class C { async Task M() { unsafe { X(); } } }", false)]
    [InlineData("class C { int P => X(); }", false)]
    [InlineData("class C { C() { X(); } }", false)]
    public void An_await_may_stand_there(string source, bool may) => Assert.Equal(may, AwaitStyle.CanAwait(X(source)));

    [Theory]
    [InlineData("class C { async Task M() { X(); } }", "await X()")]
    [InlineData("class C { async Task M() { await A(); X(); } async Task N() { await A().ConfigureAwait(false); } }", "await X()")]
    [InlineData("class C { async Task M() { X(); } async Task N() { await A().ConfigureAwait(false); } }", "await X().ConfigureAwait(false)")]
    [InlineData("class C { async Task M() { await A().ConfigureAwait(true); X(); } }", "await X()")]
    public void It_is_configured_as_the_nearest_others_are(string source, string expected)
    {
        var place = X(source);
        Assert.Equal(expected, AwaitStyle.Await(place, place).ToString());
    }

    private static InvocationExpressionSyntax X(string source) => CSharpSyntaxTree.ParseText(source).GetRoot()
        .DescendantNodes().OfType<InvocationExpressionSyntax>().Single(call => call.Expression.ToString() == "X");
}
