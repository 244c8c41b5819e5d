using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Caches;

/// <summary>
/// The statements from a read to a command in the same block, each of which only looks: <c>if (wrong) return no;</c>. What is done for the one who passes
/// comes behind the command, so that the command can still send him away.
/// </summary>
internal sealed class LeavingChecks
{
    private readonly CacheCall _read;
    private readonly SemanticModel _model;
    private readonly List<StatementSyntax> _statements;

    private LeavingChecks(CacheCall read, SemanticModel model, List<StatementSyntax> statements) => (_read, _model, _statements) = (read, model, statements);

    /// <summary>Null when the read is not in that block, or when something else happens in between.</summary>
    public static LeavingChecks? Between(CacheCall read, StatementSyntax command, SemanticModel model)
    {
        if (command.Parent is not BlockSyntax block) return null;
        var statements = block.Statements.TakeWhile(one => one != command).SkipWhile(one => !one.Span.Contains(read.Syntax.Span)).ToList();
        return statements.Count > 0 && statements.TrueForAll(one => IsQuiet(one, read, model)) ? new(read, model, statements) : null;
    }

    /// <summary>A statement that only looks, and leaves or does nothing.</summary>
    public static bool IsQuiet(StatementSyntax statement, CacheCall read, SemanticModel model) =>
        statement is IfStatementSyntax { Else: null } branch && CounterShape.Leaves(branch.Statement) ? new Repeatable(read.Syntax, model).Is(branch.Condition) : new Repeatable(read.Syntax, model).Is(statement);

    /// <summary>What the one is told who finds nothing; else what the one is told whose value does not fit.</summary>
    public StatementSyntax? Refusal()
    {
        var found = _read.Syntax.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is { } declared && _model.GetDeclaredSymbol(declared) is { } variable ? variable : null;
        var counting = new Counting(_read, _model, found is null ? new(SymbolEqualityComparer.Default) : new(SymbolEqualityComparer.Default) { [found] = Counted.Raw });
        var leaving = _statements.OfType<IfStatementSyntax>().Where(one => one.Else is null && CounterShape.Leaves(one.Statement)).ToList();
        var chosen = leaving.FirstOrDefault(one => counting.SaysMissing(one.Condition) == true || IsNotFound(one.Condition)) ?? leaving.LastOrDefault();
        if (chosen is null) return null;
        var only = chosen.Statement is BlockSyntax { Statements: { Count: 1 } one } ? one[0] : chosen.Statement;
        var isOwn = chosen.Condition.DescendantNodes().OfType<SingleVariableDesignationSyntax>().Any(made => _model.GetDeclaredSymbol(made) is { } local && Stretch.Uses(only, local, _model).Any());
        return isOwn ? null : only;
    }

    private bool IsNotFound(ExpressionSyntax condition) => condition is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not && not.Operand == _read.Syntax;
}
