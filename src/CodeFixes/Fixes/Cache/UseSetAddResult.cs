using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;

namespace RaceSafe.CodeFixes.Fixes.Cache;

/// <summary>SISMEMBER, then SADD becomes SADD, which says whether the member is new.</summary>
internal sealed class UseSetAddResult : CheckedCommand
{
    public override string Action => FixActions.UseSetAddResult;

    protected override string? Title(InvocationExpressionSyntax command) =>
        Name(command).StartsWith("SetAdd", StringComparison.Ordinal) && command.ArgumentList.Arguments.Count == 2 ? "Use the result of SetAdd" : null;

    protected override InvocationExpressionSyntax Command(InvocationExpressionSyntax command) => command;
}
