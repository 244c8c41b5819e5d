using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Caches;

/// <summary>What an expression between the read and the write of a counter stands for.</summary>
/// <param name="Stage">How far it is.</param>
/// <param name="By">What was added.</param>
/// <param name="IsDecrement">It was taken away.</param>
internal sealed record Counted(CountStage Stage, ExpressionSyntax? By = null, bool IsDecrement = false)
{
    public static Counted Raw { get; } = new(CountStage.Raw);

    public static Counted Old { get; } = new(CountStage.Old);

    public static Counted Zero { get; } = new(CountStage.Zero);
}

internal enum CountStage
{
    /// <summary>Literally zero.</summary>
    Zero,

    /// <summary>What the store gave: text, bytes, a number that may be missing.</summary>
    Raw,

    /// <summary>The number that was stored, zero when there was none.</summary>
    Old,

    /// <summary>The number to be stored.</summary>
    New,

    /// <summary>The same, spelled in decimal digits: the form in which the runtime and the server keep counters.</summary>
    Spelled,
}

/// <summary>
/// Follows a counter through expressions: parsed, defaulted to zero, added to, spelled again. Null for whatever is not known to be one of these.
/// </summary>
internal sealed class Counting(CacheCall read, SemanticModel model, Dictionary<ISymbol, Counted> variables)
{
    public Counted? Of(ExpressionSyntax expression)
    {
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner: return Of(inner.Expression);
            case AwaitExpressionSyntax wait: return Of(wait.Expression);
            case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure: return Of(sure.Operand);
            case InvocationExpressionSyntax call when call == read.Syntax: return IsNumber(model.GetTypeInfo(call).Type) && read.Kind == CacheKind.Memory ? Counted.Old : Counted.Raw;
            case LiteralExpressionSyntax { Token.Value: 0 or 0L or 0.0 or "0" }: return Counted.Zero;
            case IdentifierNameSyntax name: return model.GetSymbolInfo(name).Symbol is { } variable && variables.TryGetValue(variable, out var known) ? known : null;
            case CastExpressionSyntax cast: return Cast(Of(cast.Expression), model.GetTypeInfo(cast.Type).Type);
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } choice:
                return Of(choice.Left)?.Stage == CountStage.Raw && Of(choice.Right)?.Stage == CountStage.Zero ? IsNumber(model.GetTypeInfo(choice).Type) ? Counted.Old : Counted.Raw : null;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression } sum: return Sum(sum.Left, sum.Right, sum.IsKind(SyntaxKind.SubtractExpression));
            case ConditionalExpressionSyntax choice: return Choice(choice);
            case InterpolatedStringExpressionSyntax { Contents: { Count: 1 } contents } when contents[0] is InterpolationSyntax { FormatClause: null, AlignmentClause: null } hole: return Spelled(hole.Expression);
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } call: return Call(call, member);
            default: return null;
        }
    }

    /// <summary>The old number and something that has nothing to do with it.</summary>
    public Counted? Sum(ExpressionSyntax left, ExpressionSyntax right, bool isDecrement)
    {
        if (Of(left)?.Stage == CountStage.Old && IsStep(right)) return new(CountStage.New, right, isDecrement);
        return !isDecrement && Of(right)?.Stage == CountStage.Old && IsStep(left) ? new(CountStage.New, left) : null;
    }

    /// <summary>True when the condition holds because nothing was stored, false because something was, null when it is about anything else.</summary>
    public bool? SaysMissing(ExpressionSyntax condition) => condition switch
    {
        ParenthesizedExpressionSyntax inner => SaysMissing(inner.Expression),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not => !SaysMissing(not.Operand),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } test when IsNull(test.Right) && IsRaw(test.Left) => test.IsKind(SyntaxKind.EqualsExpression),
        IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax { Expression: var constant } } test when IsNull(constant) && IsRaw(test.Expression) => true,
        IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax { Expression: var constant } } } test when IsNull(constant) && IsRaw(test.Expression) => false,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsNullOrEmpty" or "IsNullOrWhiteSpace" }, ArgumentList.Arguments: { Count: 1 } arguments } when IsRaw(arguments[0].Expression) => true,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "HasValue" } member when IsRaw(member.Expression) => false,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsNull" or "IsNullOrEmpty" } member when IsRaw(member.Expression) => true,
        InvocationExpressionSyntax call when Found(call) is not null => false,
        _ => IsAnswer(model.GetTypeInfo(condition).Type) && IsRaw(condition) ? false : null,
    };

    /// <summary><c>int.TryParse(text, out n)</c> and <c>cache.TryGetValue(key, out n)</c>: n is the number, zero when there is none.</summary>
    public ISymbol? Found(ExpressionSyntax expression)
    {
        if (expression is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } call) return null;
        var arguments = call.ArgumentList.Arguments;
        var isRead = call == read.Syntax && member.Name.Identifier.ValueText == "TryGetValue";
        var isParse = member.Name.Identifier.ValueText == "TryParse" && arguments.Count == 2 && IsWhole(model.GetSymbolInfo(member.Expression).Symbol as ITypeSymbol) && IsRaw(arguments[0].Expression);
        if (!isRead && !isParse) return null;
        return arguments[arguments.Count - 1].Expression switch
        {
            DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax single } when model.GetDeclaredSymbol(single) is ILocalSymbol local && IsWhole(local.Type) => local,
            IdentifierNameSyntax name when model.GetSymbolInfo(name).Symbol is ILocalSymbol local && IsWhole(local.Type) => local,
            _ => null,
        };
    }

    public static bool IsWhole(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;

    /// <summary>Scores of a sorted set are fractions, which the server adds as this program does; all else is counted in whole numbers.</summary>
    private bool IsNumber(ITypeSymbol? type) => IsWhole(type) || (read.Command == "SortedSetScore" && type?.SpecialType == SpecialType.System_Double);

    private static bool IsAnswer(ITypeSymbol? type) => type?.SpecialType == SpecialType.System_Boolean;

    private bool IsRaw(ExpressionSyntax expression) => Of(expression)?.Stage == CountStage.Raw;

    private static bool IsNull(ExpressionSyntax expression) => expression.IsKind(SyntaxKind.NullLiteralExpression);

    private Counted? Cast(Counted? value, ITypeSymbol? to) => value?.Stage switch
    {
        CountStage.Raw => IsNumber(to) ? Counted.Old : value,
        CountStage.Old or CountStage.New when IsNumber(to) => value,
        CountStage.Zero => value,
        _ => null,
    };

    private Counted? Choice(ConditionalExpressionSyntax choice)
    {
        if (SaysMissing(choice.Condition) is not { } missing) return null;
        var (none, some) = missing ? (choice.WhenTrue, choice.WhenFalse) : (choice.WhenFalse, choice.WhenTrue);
        if (choice.Condition is InvocationExpressionSyntax call && Found(call) is { } found) variables[found] = Counted.Old;
        var stored = Of(some);
        if (stored?.Stage == CountStage.Old && Of(none)?.Stage == CountStage.Zero) return stored;
        return stored is { Stage: CountStage.New, IsDecrement: false, By: { } by } && SyntaxFactory.AreEquivalent(by, none) ? stored : null;
    }

    private Counted? Call(InvocationExpressionSyntax call, MemberAccessExpressionSyntax member)
    {
        var arguments = call.ArgumentList.Arguments;
        var type = model.GetTypeInfo(call).Type;
        switch (member.Name.Identifier.ValueText)
        {
            case "ConfigureAwait": return Of(member.Expression);
            case "ToString" when arguments.Count == 0 || arguments.Count == 1 && arguments[0].ToString().EndsWith("InvariantCulture", StringComparison.Ordinal): return Spelled(member.Expression);
            case "Parse" or "ToInt32" or "ToInt64" or "Deserialize" when arguments.Count is 1 or 2 && IsWhole(type) && IsFramework(member): return IsRaw(arguments[0].Expression) ? Counted.Old : null;
            case "GetString" when arguments.Count == 1 && IsFramework(member): return IsRaw(arguments[0].Expression) ? Counted.Raw : null;
            case "Serialize" or "SerializeToUtf8Bytes" when arguments.Count == 1 && IsFramework(member): return Spelled(arguments[0].Expression);
            case "GetBytes" when arguments.Count == 1 && type is IArrayTypeSymbol && member.Expression.ToString().EndsWith("UTF8", StringComparison.Ordinal): return Of(arguments[0].Expression) is { Stage: CountStage.Spelled } text ? text : null;
            default: return null;
        }
    }

    private bool IsFramework(MemberAccessExpressionSyntax member) => model.GetSymbolInfo(member).Symbol?.ContainingNamespace?.ToString().StartsWith("System", StringComparison.Ordinal) == true;

    private Counted? Spelled(ExpressionSyntax expression) => Of(expression) is { Stage: CountStage.New } number ? number with { Stage = CountStage.Spelled } : null;

    /// <summary>A number that does not depend on the counter, and that can be worked out a little later.</summary>
    private bool IsStep(ExpressionSyntax expression) => expression is LiteralExpressionSyntax { Token.Value: int or long } ||
        IsNumber(model.GetTypeInfo(expression).Type) && !expression.DescendantNodesAndSelf().Any(node => node is InvocationExpressionSyntax or AwaitExpressionSyntax or AssignmentExpressionSyntax || node is IdentifierNameSyntax name && Of(name) is not null);
}
