using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Reporting;

namespace RaceSafe.CodeFixes.Rewriting.Caches;

/// <summary>
/// Nothing was found, so the value is made, stored and used: <c>if (v is null) { v = make; Set(key, v); }</c> or
/// <c>if (v is not null) return v; var made = make; Set(key, made); return made;</c>.
/// </summary>
internal sealed class FillShape
{
    private FillShape(CacheCall read, CacheCall write, IfStatementSyntax branch, LocalDeclarationStatementSyntax? reading, StatementSyntax making, ExpressionSyntax made, ILocalSymbol found, ReturnStatementSyntax? end)
    {
        (Read, Write, Branch, Reading, Making, Made, Found, End) = (read, write, branch, reading, making, made, found, end);
    }

    public CacheCall Read { get; }

    public CacheCall Write { get; }

    /// <summary>What makes the value.</summary>
    public ExpressionSyntax Made { get; }

    /// <summary>The variable that holds what was found.</summary>
    public ILocalSymbol Found { get; }

    private IfStatementSyntax Branch { get; }

    /// <summary>The statement that reads, where that is not the condition itself.</summary>
    private LocalDeclarationStatementSyntax? Reading { get; }

    private StatementSyntax Making { get; }

    /// <summary>Where the value that was made is returned, if the value that was found has been returned before.</summary>
    private ReturnStatementSyntax? End { get; }

    public static FillShape? Of(FixSite site)
    {
        if (CacheCall.Of(site, site.Write<InvocationExpressionSyntax>()) is not { Statement: { Parent: BlockSyntax block } last } write || write["value"] is not IdentifierNameSyntax stored) return null;
        if (CacheCall.Of(site, site.Place<InvocationExpressionSyntax>(FixRoles.Read)) is not { } read || read.Kind != write.Kind || read.IsAsync != write.IsAsync) return null;
        if (!SyntaxFactory.AreEquivalent(read.Target, write.Target) || !SyntaxFactory.AreEquivalent(read.Key, write.Key) || !read.SaysOnly("key", "token", "value")) return null;
        if (Surround.Before(last) is not { } making || Value(making, site.Model) is not var (variable, made) || !Is(stored, variable, site.Model)) return null;
        var enters = block.Statements.Count == 2 && block.Parent is IfStatementSyntax;
        if ((enters ? block.Parent : Surround.Before(making)) is not IfStatementSyntax { Else: null } branch || Condition(site, read, branch) is not var (reading, found, missing) || missing != enters) return null;
        if (Stretch.Uses(made, found, site.Model).Any() || !CanBeDelayed(made, site.Model)) return null;
        if (enters) return SymbolEqualityComparer.Default.Equals(variable, found) ? new(read, write, branch, reading, making, made, found, null) : null;
        var next = block.Statements.IndexOf(last) + 1;
        return Returned(branch.Statement, site.Model, found) && next < block.Statements.Count && block.Statements[next] is ReturnStatementSyntax end && Returned(end, site.Model, variable)
            ? new(read, write, branch, reading, making, made, found, end)
            : null;
    }

    /// <summary>Puts the call that gets or makes in place of all.</summary>
    public void Apply(FixSite site, ExpressionSyntax call)
    {
        if (End is { } end)
        {
            if (Reading is not null) site.Remove(Reading);
            site.Remove(Branch);
            site.Remove(Making);
            site.Remove(Write.Statement!);
            site.Replace(end.Expression!, _ => call);
        }
        else if (Reading is { } reading)
        {
            site.Replace(reading.Declaration.Variables[0].Initializer!.Value, _ => call);
            site.Remove(Branch);
        }
        else
        {
            site.Replace((StatementSyntax)Branch, _ => CounterEdits.Declaration(Found.Name, call));
        }
    }

    private static (ISymbol Variable, ExpressionSyntax Made)? Value(StatementSyntax making, SemanticModel model) => making switch
    {
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax name } assignment }
            when model.GetSymbolInfo(name).Symbol is ILocalSymbol local => (local, assignment.Right),
        LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } declared } when declared[0].Initializer is { Value: var value } && model.GetDeclaredSymbol(declared[0]) is { } local => (local, value),
        _ => null,
    };

    /// <summary>Where it is read, into which variable, and whether the branch is for the case that nothing was found.</summary>
    private static (LocalDeclarationStatementSyntax? Reading, ILocalSymbol Found, bool Missing)? Condition(FixSite site, CacheCall read, IfStatementSyntax branch)
    {
        var missing = branch.Condition is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression };
        var asked = missing ? ((PrefixUnaryExpressionSyntax)branch.Condition).Operand : branch.Condition;
        if (asked == read.Syntax)
            return read["value"] is DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax single } && site.Model.GetDeclaredSymbol(single) is ILocalSymbol taken ? (null, taken, missing) : null;
        if (Surround.Before(branch) is not LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } declared } reading || !CounterEdits.IsWhole(declared[0].Initializer?.Value, read)) return null;
        if (site.Model.GetDeclaredSymbol(declared[0]) is not ILocalSymbol found || branch.Condition.ToString().Contains("IsNullOr")) return null; // what is stored may be empty
        return new Counting(read, site.Model, new(SymbolEqualityComparer.Default) { [found] = Counted.Raw }).SaysMissing(branch.Condition) is { } nothing ? (reading, found, nothing) : null;
    }

    /// <summary>The statement does nothing but return that variable.</summary>
    private static bool Returned(StatementSyntax statement, SemanticModel model, ISymbol variable)
    {
        if (statement is BlockSyntax { Statements: { Count: 1 } only }) statement = only[0];
        if (statement is not ReturnStatementSyntax { Expression: { } returned }) return false;
        while (returned is PostfixUnaryExpressionSyntax or CastExpressionSyntax or ParenthesizedExpressionSyntax)
            returned = returned switch { PostfixUnaryExpressionSyntax post => post.Operand, CastExpressionSyntax cast => cast.Expression, _ => ((ParenthesizedExpressionSyntax)returned).Expression };
        return returned is IdentifierNameSyntax name && Is(name, variable, model);
    }

    private static bool Is(IdentifierNameSyntax name, ISymbol variable, SemanticModel model) => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, variable);

    /// <summary>It can run in a lambda, and never gives null.</summary>
    private static bool CanBeDelayed(ExpressionSyntax made, SemanticModel model)
    {
        if (model.GetTypeInfo(made).Nullability.FlowState == NullableFlowState.MaybeNull) return false;
        foreach (var node in made.DescendantNodesAndSelf())
            if (node is DeclarationExpressionSyntax or RefExpressionSyntax || (node is IdentifierNameSyntax name && model.GetSymbolInfo(name).Symbol is IParameterSymbol { RefKind: not RefKind.None })) return false;
        return true;
    }
}
