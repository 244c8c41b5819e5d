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
    private readonly List<IdentifierNameSyntax> _told = [];
    private readonly SemanticModel _model;
    private readonly Counting _counting;
    private (IfStatementSyntax Branch, Refusal Refusal)? _refusing;

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

    /// <summary>The statement that refuses, if there is one, with the bound that it keeps.</summary>
    public CounterLimit? Limit { get; private set; }

    /// <summary>Where the one who is refused is told of the number that stood in the way.</summary>
    public IReadOnlyList<IdentifierNameSyntax> Told => _told;

    /// <summary>Statements that an atomic increment makes superfluous.</summary>
    public IReadOnlyList<StatementSyntax> Superfluous => _superfluous;

    public static CounterShape? Of(FixSite site) => Stretch.Of(site) is { } stretch ? new CounterShape(stretch, site.Model).Follow() : null;

    private CounterShape? Follow()
    {
        foreach (var statement in Stretch.Statements.Take(Stretch.Statements.Count - 1))
        {
            if (Step(statement)) _superfluous.Add(statement);
            else if (!IsLimit(statement) && (_refusing is not null || !Bystander(statement))) return null;
        }

        if (Write.Command is "StringIncrement" or "StringDecrement") return Increments() && Limits() && Limit is not null && !_variables.Keys.Any(variable => Stretch.UsesAfter(variable, _model).Any()) ? this : null;

        if ((Write["value"] ?? Write["score"]) is not { } value || _counting.Of(value) is not { Stage: CountStage.New or CountStage.Spelled, By: { } by } written) return null;
        if (written.Stage == CountStage.New && Write.Kind == CacheKind.Distributed) return null; // bytes of another form
        (By, IsDecrement) = (by, written.IsDecrement);
        if (!Limits()) return null;
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

    /// <summary><c>if (n >= limit) return …;</c>, where the limit does not depend on the counter, and who is refused is told of the old number at most.</summary>
    private bool IsLimit(StatementSyntax statement)
    {
        if (_refusing is not null || statement is not IfStatementSyntax { Else: null } branch || !Leaves(branch.Statement)) return false;
        if (Refusal.Of(branch.Condition, _counting) is not { } refusal || MentionsCounter(refusal.With) || !IsTold(branch.Statement) || !Counting.IsWhole(_model.GetTypeInfo(refusal.With).Type)) return false;
        _refusing = (branch, refusal);
        return true;
    }

    /// <summary>The bound of the refusal is known once the step is. False when it is none.</summary>
    private bool Limits()
    {
        if (_refusing is not var (branch, refusal)) return true;
        Limit = CounterLimit.Of(branch, refusal, _model.GetTypeInfo(refusal.With).Type, By, IsDecrement);
        return Limit is not null;
    }

    /// <summary>The write is the increment itself: by how much, and which way.</summary>
    private bool Increments()
    {
        By = Write["value"] ?? SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(1));
        IsDecrement = Write.Command == "StringDecrement";
        return Write.SaysOnly("key", "value") && (Write["value"] is not { } by || (Counting.IsWhole(_model.GetTypeInfo(by).Type) && !MentionsCounter(by)));
    }

    private bool IsTold(StatementSyntax answer)
    {
        _told.AddRange(Mentioned(answer));
        return _told.TrueForAll(name => _counting.Of(name)?.Stage == CountStage.Old && name.Parent is ArgumentSyntax { RefKindKeyword.RawKind: 0 } or BinaryExpressionSyntax or InterpolationSyntax or ReturnStatementSyntax);
    }

    private bool MentionsCounter(SyntaxNode node) => Mentioned(node).Any();

    private IEnumerable<IdentifierNameSyntax> Mentioned(SyntaxNode node) =>
        node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(name => _model.GetSymbolInfo(name).Symbol is { } symbol && _variables.ContainsKey(symbol));

    public static bool Leaves(StatementSyntax statement) => statement switch
    {
        ReturnStatementSyntax or ThrowStatementSyntax or ContinueStatementSyntax => true,
        BlockSyntax { Statements: { Count: > 0 } statements } => Leaves(statements.Last()),
        _ => false,
    };
}
