using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>Where code changes rows of a context, and whether it has saved them by the time that it goes on to something else.</summary>
internal sealed class RowChanges(ITypeSymbol context, Compilation compilation)
{
    private const int MaxDepth = 2;

    private readonly HashSet<ITypeSymbol> _rows = new(RowsOf(context), SymbolEqualityComparer.Default);

    /// <summary>A member changes rows and does not save them before the call, or before it ends.</summary>
    public bool AreLeft(SyntaxNode member, SyntaxNode call) => AreLeft(member, call, 0);

    private bool AreLeft(SyntaxNode member, SyntaxNode? call, int depth)
    {
        var model = compilation.GetSemanticModel(member.SyntaxTree);
        var saves = member.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(RowSyntax.IsSave).ToList();
        return member.DescendantNodes().Any(node => !IsCall(node, call) && Changes(node, model, depth) && !saves.Any(save => Saves(save, node, call)));
    }

    /// <summary>What lies before the part, or before it in the next run of a loop, changes rows and does not save them before.</summary>
    public bool AreLeftBefore(IReadOnlyList<StatementSyntax> part, SyntaxNode member)
    {
        var model = compilation.GetSemanticModel(member.SyntaxTree);
        var saves = member.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(RowSyntax.IsSave).ToList();
        var loop = Loops(part[0]).LastOrDefault();
        return member.DescendantNodes().Any(node => (node.Span.End <= part[0].SpanStart || (loop is not null && loop.Contains(node) && !part.Any(statement => statement.Contains(node))))
            && Changes(node, model, 0) && !saves.Any(save => Saves(save, node, part[0])));
    }

    private static bool IsCall(SyntaxNode node, SyntaxNode? call) => node is InvocationExpressionSyntax { Expression: var callee } && callee.Contains(call);

    /// <summary>Whenever the change is made, the save follows, before the call and before the end.</summary>
    private static bool Saves(InvocationExpressionSyntax save, SyntaxNode change, SyntaxNode? call)
    {
        if (save.SpanStart < change.Span.End || RowSyntax.Whole(save).Parent is not (ExpressionStatementSyntax or ReturnStatementSyntax or EqualsValueClauseSyntax)) return false;
        if (save.FirstAncestorOrSelf<StatementSyntax>()?.Parent is not BlockSyntax block || !block.Contains(change) || RowSyntax.Function(save) != RowSyntax.Function(change)) return false;
        if (call is not null && ((call.SpanStart >= change.Span.End && call.SpanStart < save.SpanStart) || Loops(call).Any(loop => loop.Contains(change) && !loop.Contains(save)))) return false;
        return !block.DescendantNodes().OfType<StatementSyntax>().Any(statement => statement.SpanStart > change.SpanStart && statement.Span.End < save.SpanStart
            && statement is ReturnStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax);
    }

    private static IEnumerable<SyntaxNode> Loops(SyntaxNode node) => node.Ancestors().Where(RowSyntax.IsLoop);

    private bool Changes(SyntaxNode node, SemanticModel model, int depth) => node switch
    {
        AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Expression: var owner } } => IsRow(owner, model),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression, Operand: MemberAccessExpressionSyntax { Expression: var owner } } => IsRow(owner, model),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression, Operand: MemberAccessExpressionSyntax { Expression: var owner } } => IsRow(owner, model),
        InvocationExpressionSyntax call when RowSyntax.IsSave(call) => false,
        InvocationExpressionSyntax call when Called(call, model) is { } called => depth < MaxDepth ? AreLeft(called, null, depth + 1) : IsSetUp(call, model), // whatever its name is
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver } } call when IsChange(NameOf(call)) && (IsContext(receiver, model) || IsCollectionOfRow(receiver, model)) => true,
        InvocationExpressionSyntax call => IsSetUp(call, model),
        _ => false,
    };

    private static string NameOf(InvocationExpressionSyntax call) => ((call.Expression as MemberAccessExpressionSyntax)?.Name ?? call.Expression as SimpleNameSyntax)?.Identifier.ValueText ?? "";

    private static bool IsChange(string name) => new[] { "Add", "Update", "Remove", "Attach", "Clear", "Insert" }.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The method of the project that is called.</summary>
    private static SyntaxNode? Called(InvocationExpressionSyntax call, SemanticModel model) =>
        model.GetSymbolInfo(call).Symbol is IMethodSymbol { DeclaringSyntaxReferences: { Length: 1 } declared } && declared[0].GetSyntax() is BaseMethodDeclarationSyntax method && (method.Body is not null || method.ExpressionBody is not null) ? method : null;

    /// <summary>A row, or what one is handed to, gives nothing back: it can only be called to change it.</summary>
    private bool IsSetUp(InvocationExpressionSyntax call, SemanticModel model) => IsVoid(call, model)
        && (call.ArgumentList.Arguments.Any(argument => IsRow(argument.Expression, model)) || (call.Expression is MemberAccessExpressionSyntax { Expression: var receiver } && IsRow(receiver, model)));

    private static bool IsVoid(InvocationExpressionSyntax call, SemanticModel model) =>
        model.GetSymbolInfo(call).Symbol is IMethodSymbol { ReturnType: { SpecialType: SpecialType.System_Void } or INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.IsEmpty: true } };

    /// <summary>A row, or the tracker's view of one.</summary>
    private bool IsRow(ExpressionSyntax expression, SemanticModel model) => model.GetTypeInfo(expression).Type is { } type && (_rows.Contains(type) || type.Name == "EntityEntry");

    private bool IsCollectionOfRow(ExpressionSyntax receiver, SemanticModel model) => receiver is MemberAccessExpressionSyntax { Expression: var owner } && IsRow(owner, model);

    /// <summary>The context or one of its tables.</summary>
    private bool IsContext(ExpressionSyntax expression, SemanticModel model) =>
        model.GetTypeInfo(expression).Type is { } type && (SymbolEqualityComparer.Default.Equals(type, context) || type.Name == "DbSet");

    private static IEnumerable<ITypeSymbol> RowsOf(ITypeSymbol context)
    {
        for (var type = context; type is not null; type = type.BaseType)
            foreach (var member in type.GetMembers())
                if (member is IPropertySymbol { Type: INamedTypeSymbol { Name: "DbSet", TypeArguments: { Length: 1 } row } }) yield return row[0];
    }
}
