using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Caches;

/// <summary>
/// A counter that is read, added to and written back by statements that do nothing else, or that also refuse when a limit is reached. The old number is
/// used for nothing else; the new one may be.
/// </summary>
internal sealed class CounterShape
{
    private readonly Dictionary<ISymbol, Counted> _variables = new(SymbolEqualityComparer.Default);
    private readonly List<StatementSyntax> _superfluous = [];
    private readonly SemanticModel _model;
    private readonly Counting _counting;

    private CounterShape(Stretch stretch, SemanticModel model)
    {
        Stretch = stretch;
        _model = model;
        _counting = new(stretch.Read, model, _variables);
    }

    public Stretch Stretch { get; }

    public CacheCall Write => Stretch.Write;

    public ExpressionSyntax By { get; private set; } = null!;

    public bool IsDecrement { get; private set; }

    /// <summary>The variable that holds the new number, where it is used behind the write.</summary>
    public ILocalSymbol? Result { get; private set; }

    /// <summary>The statement that refuses, if there is one, and the largest number that it lets pass, with its type.</summary>
    public (IfStatementSyntax Branch, ExpressionSyntax Max, ITypeSymbol? Type)? Limit { get; private set; }

    /// <summary>Statements that an atomic increment makes superfluous.</summary>
    public IReadOnlyList<StatementSyntax> Superfluous => _superfluous;

    public static CounterShape? Of(FixSite site) => Stretch.Of(site) is { } stretch ? new CounterShape(stretch, site.Model).Follow() : null;

    private CounterShape? Follow()
    {
        foreach (var statement in Stretch.Statements.Take(Stretch.Statements.Count - 1))
        {
            if (Step(statement)) _superfluous.Add(statement);
            else if (!IsLimit(statement) && (Limit is not null || !Bystander(statement))) return null;
        }

        if (Write.Command == "StringIncrement") return Limit is not null && Write.SaysOnly("key") && !_variables.Keys.Any(variable => Stretch.UsesAfter(variable, _model).Any()) ? this : null;

        if (Write["value"] is not { } value || _counting.Of(value) is not { Stage: CountStage.New or CountStage.Spelled, By: { } by } written) return null;
        if (written.Stage == CountStage.New && Write.Kind == CacheKind.Distributed) return null; // bytes of another form
        (By, IsDecrement) = (by, written.IsDecrement);
        if (Limit is not null && !CounterEdits.IsOne(By, IsDecrement)) return null; // a larger step may end beyond the limit, and does so today
        foreach (var pair in _variables.ToList())
        {
            if (!Stretch.UsesAfter(pair.Key, _model).Any()) continue;
            if (pair.Value.Stage != CountStage.New || Result is not null || pair.Value.By != by) return null;
            Result = pair.Key as ILocalSymbol;
        }

        return this;
    }

    private bool Step(StatementSyntax statement)
    {
        switch (statement)
        {
            case LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables } when variables[0].Initializer is { Value: var initial }:
                return _counting.Of(initial) is { Stage: not CountStage.Spelled } first && Set(_model.GetDeclaredSymbol(variables[0]), first);
            case ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Right: var probe } } when _counting.Found(probe) is { } found: return Set(found, Counted.Old);
            case ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax target } assignment } when Local(target) is { } local:
                return (assignment.Kind() switch
                {
                    SyntaxKind.SimpleAssignmentExpression => _counting.Of(assignment.Right),
                    SyntaxKind.AddAssignmentExpression => _counting.Sum(target, assignment.Right, isDecrement: false),
                    SyntaxKind.SubtractAssignmentExpression => _counting.Sum(target, assignment.Right, isDecrement: true),
                    _ => null,
                }) is { } next && Set(local, next);
            case ExpressionStatementSyntax { Expression: PostfixUnaryExpressionSyntax { Operand: IdentifierNameSyntax target } step }: return One(target, step.OperatorToken);
            case ExpressionStatementSyntax { Expression: PrefixUnaryExpressionSyntax { Operand: IdentifierNameSyntax target } step }: return One(target, step.OperatorToken);
            case ExpressionStatementSyntax { Expression: var probe } when _counting.Found(probe) is { } found: return Set(found, Counted.Old);
            case IfStatementSyntax { Else: null } branch: return Default(branch);
            default: return false;
        }
    }

    /// <summary><c>if (text != null) n = int.Parse(text);</c> where n was zero, and <c>if (!TryGetValue(key, out n)) n = 0;</c></summary>
    private bool Default(IfStatementSyntax branch)
    {
        var inner = branch.Statement is BlockSyntax { Statements: { Count: 1 } one } ? one[0] : branch.Statement;
        if (inner is not ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax target } assignment }) return false;
        if (_counting.SaysMissing(branch.Condition) is not { } missing || _model.GetSymbolInfo(target).Symbol is not ILocalSymbol local) return false;
        var condition = branch.Condition is PrefixUnaryExpressionSyntax not ? not.Operand : branch.Condition;
        if (missing) return SymbolEqualityComparer.Default.Equals(_counting.Found(condition), local) && _counting.Of(assignment.Right)?.Stage == CountStage.Zero && Set(local, Counted.Old);
        return _counting.Of(assignment.Right)?.Stage == CountStage.Old && StartsAtZero(local) && Set(local, Counted.Old);
    }

    private bool StartsAtZero(ILocalSymbol local)
    {
        if (_variables.TryGetValue(local, out var known)) return known.Stage == CountStage.Zero;
        if (local.DeclaringSyntaxReferences[0].GetSyntax() is not VariableDeclaratorSyntax { Initializer.Value: { } zero, Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax declaration } }) return false;
        if (declaration.Parent != Stretch.Block || _counting.Of(zero)?.Stage != CountStage.Zero) return false;
        if (Stretch.Uses(Stretch.Block, local, _model).Any(use => use.SpanStart < Stretch.Statements[0].SpanStart)) return false;
        _superfluous.Add(declaration);
        return true;
    }

    private bool One(IdentifierNameSyntax target, SyntaxToken token) =>
        Local(target) is { } local && token.Kind() is SyntaxKind.PlusPlusToken or SyntaxKind.MinusMinusToken
        && _counting.Sum(target, SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(1)), token.IsKind(SyntaxKind.MinusMinusToken)) is { } next && Set(local, next);

    /// <summary>A variable of ours: what is declared elsewhere keeps its value for others.</summary>
    private ILocalSymbol? Local(IdentifierNameSyntax target) => _model.GetSymbolInfo(target).Symbol is ILocalSymbol local && _variables.ContainsKey(local) ? local : null;

    private bool Set(ISymbol? variable, Counted value)
    {
        if (variable is null) return false;
        _variables[variable] = value;
        return true;
    }

    /// <summary>A declaration that has nothing to do with the counter.</summary>
    private bool Bystander(StatementSyntax statement) =>
        statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } && !statement.Span.Contains(Stretch.Read.Syntax.Span)
        && !statement.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => _model.GetSymbolInfo(name).Symbol is { } symbol && _variables.ContainsKey(symbol));

    /// <summary><c>if (n >= limit) return …;</c>, where neither the limit nor the answer depends on the counter.</summary>
    private bool IsLimit(StatementSyntax statement)
    {
        if (Limit is not null || statement is not IfStatementSyntax { Else: null, Condition: BinaryExpressionSyntax comparison } branch || !Leaves(branch.Statement)) return false;
        if (_counting.Of(comparison.Left) is not { } compared || MentionsCounter(comparison.Right) || MentionsCounter(branch.Statement) || !Counting.IsWhole(_model.GetTypeInfo(comparison.Right).Type)) return false;
        var beyond = (compared.Stage, comparison.Kind()) switch
        {
            (CountStage.Old, SyntaxKind.GreaterThanOrEqualExpression) => 0,
            (CountStage.Old, SyntaxKind.GreaterThanExpression) => 1,
            (CountStage.New, SyntaxKind.GreaterThanExpression) => 0,
            _ => -1,
        };
        if (beyond < 0) return false;
        Limit = (branch, beyond == 0 ? comparison.Right.WithoutTrivia() : SyntaxFactory.ParseExpression($"{Spelling.Operand(comparison.Right)} + 1"), _model.GetTypeInfo(comparison.Right).Type);
        return true;
    }

    private bool MentionsCounter(SyntaxNode node) =>
        node.DescendantNodesAndSelf().Any(inner => inner is IdentifierNameSyntax name && _model.GetSymbolInfo(name).Symbol is { } symbol && _variables.ContainsKey(symbol));

    public static bool Leaves(StatementSyntax statement) => statement switch
    {
        ReturnStatementSyntax or ThrowStatementSyntax or ContinueStatementSyntax => true,
        BlockSyntax { Statements: { Count: > 0 } statements } => Leaves(statements.Last()),
        _ => false,
    };
}
