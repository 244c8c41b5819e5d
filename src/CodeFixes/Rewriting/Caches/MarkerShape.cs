using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;

namespace RaceSafe.CodeFixes.Rewriting.Caches;

/// <summary>
/// A look whether there is a marker, and right after it the marker is set: <c>if (found) return; Set(key); …</c> or <c>if (!found) { Set(key); … }</c>.
/// What was found is used for nothing else.
/// </summary>
internal sealed class MarkerShape
{
    private MarkerShape(CacheCall write, IfStatementSyntax branch, LocalDeclarationStatementSyntax? reading, bool leaves)
    {
        Write = write;
        Branch = branch;
        Reading = reading;
        Leaves = leaves;
    }

    public CacheCall Write { get; }

    private IfStatementSyntax Branch { get; }

    /// <summary>The statement that reads, where that is not the condition itself.</summary>
    private LocalDeclarationStatementSyntax? Reading { get; }

    /// <summary>The branch is left when something was found; else it is entered when nothing was.</summary>
    private bool Leaves { get; }

    /// <summary>Nothing hangs on it who was first.</summary>
    public bool IsAlone { get; private init; }

    public static MarkerShape? Of(FixSite site)
    {
        if (CacheCall.Of(site, site.Write<InvocationExpressionSyntax>()) is not { Statement: { } statement } write) return null;
        if (CacheCall.Of(site, site.Place<InvocationExpressionSyntax>(FixRoles.Read)) is not { } read || !read.IsOnSamePlace(write) || read.IsAsync != write.IsAsync) return null;
        if (write.Syntax.ArgumentList.Arguments.Any(given => given.Expression != write.Key && !new Repeatable(read.Syntax, site.Model).Is(given.Expression))) return null; // it is worked out now even if nothing is set
        if (Surround.Before(statement) is IfStatementSyntax { Else: null } leaving && CounterShape.Leaves(leaving.Statement))
            return Check(site, read, leaving) is { Missing: false } check ? new(write, leaving, check.Reading, true) : null;
        var entering = (statement.Parent is BlockSyntax { Parent: { } around } block && block.Statements[0] == statement ? around : statement.Parent) as IfStatementSyntax;
        if (entering is null || Check(site, read, entering) is not { Missing: true } entered) return null;
        var isAlone = statement.Parent == entering || statement.Parent is BlockSyntax { Statements.Count: 1 };
        return isAlone && entering.Else is not null ? null : new(write, entering, entered.Reading, false) { IsAlone = isAlone };
    }

    /// <summary>Puts the call that sets and answers into the condition.</summary>
    public void Apply(FixSite site, InvocationExpressionSyntax call)
    {
        var statement = Write.Statement!;
        if (Reading is not null) site.Remove(Reading);
        if (IsAlone)
        {
            site.Replace((StatementSyntax)Branch, _ => statement.WithExpression(CounterEdits.Instead(statement.Expression, call)));
            return;
        }

        site.Replace(Branch.Condition, _ =>
        {
            var answer = CounterEdits.Instead(statement.Expression, call);
            return Leaves ? SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, answer) : answer;
        });
        site.Remove(statement);
    }

    private static (bool Missing, LocalDeclarationStatementSyntax? Reading)? Check(FixSite site, CacheCall read, IfStatementSyntax branch)
    {
        Dictionary<ISymbol, Counted> variables = new(SymbolEqualityComparer.Default);
        LocalDeclarationStatementSyntax? reading = null;
        if (!branch.Condition.Span.Contains(read.Syntax.Span))
        {
            if (Surround.Before(branch) is not LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } declared } statement || !statement.Span.Contains(read.Syntax.Span)) return null;
            if (site.Model.GetDeclaredSymbol(declared[0]) is not { } variable || Stretch.Uses(branch.Parent!, variable, site.Model).Any(use => !branch.Condition.Span.Contains(use.Span))) return null;
            if (!CounterEdits.IsWhole(declared[0].Initializer?.Value, read)) return null;
            variables[variable] = Counted.Raw;
            reading = statement;
        }
        else if (read["value"] is DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax found }
            && site.Model.GetDeclaredSymbol(found) is { } value && Stretch.Uses(branch.Parent!, value, site.Model).Any())
        {
            return null;
        }

        return new Counting(read, site.Model, variables).SaysMissing(branch.Condition) is { } missing ? (missing, reading) : null;
    }
}
