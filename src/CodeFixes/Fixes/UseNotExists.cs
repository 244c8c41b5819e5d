using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;
using RaceSafe.CodeFixes.Rewriting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace RaceSafe.CodeFixes.Fixes;

/// <summary>EXISTS, then SET becomes SET NX: whoever is told "no" came second.</summary>
internal sealed class UseNotExists : CheckedCommand
{
    public override string Action => FixActions.UseNotExists;

    protected override string? Title(InvocationExpressionSyntax command) =>
        command.ArgumentList.Arguments.Count is 2 or 3 && command.ArgumentList.Arguments.All(argument => argument.NameColon is null) ? "Set with When.NotExists" : null;

    protected override InvocationExpressionSyntax Command(InvocationExpressionSyntax command)
    {
        var condition = Argument(Spelling.Type("StackExchange.Redis", "When.NotExists"));
        if (command.ArgumentList.Arguments.Count == 2) condition = condition.WithNameColon(NameColon("when"));
        return command.WithArgumentList(command.ArgumentList.AddArguments(condition));
    }

    protected override void Imports(FixSite site) => site.Import("StackExchange.Redis");
}
