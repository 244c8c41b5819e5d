using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>
/// Who calls a method that is to become a unit of work. The unit begins with an empty change tracker and refuses to begin over unsaved changes or inside
/// another one: a caller that changes rows itself would change objects that nobody saves any more. To read them does no harm.
/// </summary>
internal sealed class UnitCallers(ITypeSymbol context, Compilation compilation)
{
    private const int MaxDepth = 3;

    private readonly HashSet<ITypeSymbol> _rows = new(RowsOf(context), SymbolEqualityComparer.Default);

    /// <summary>A caller in the project, or a caller of one, changes rows or saves.</summary>
    public bool ChangeRows(IMethodSymbol method) => ChangeRows(method, 0);

    private bool ChangeRows(IMethodSymbol method, int depth)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (tree.GetText().ToString().IndexOf(method.Name, StringComparison.Ordinal) < 0) continue;
            var model = compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (name.Identifier.ValueText != method.Name || model.GetSymbolInfo(name).Symbol is not IMethodSymbol called || !Reaches(called, method)) continue;
                if (name.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } caller) continue;
                if (caller.DescendantNodes().Any(node => Changes(node, model))) return true;
                if (depth < MaxDepth && model.GetDeclaredSymbol(caller) is IMethodSymbol outer && !SymbolEqualityComparer.Default.Equals(outer, method) && ChangeRows(outer, depth + 1)) return true;
            }
        }

        return false;
    }

    private static bool Reaches(IMethodSymbol called, IMethodSymbol method)
    {
        called = called.OriginalDefinition;
        for (var one = method; one is not null; one = one.OverriddenMethod)
            if (SymbolEqualityComparer.Default.Equals(called, one.OriginalDefinition)) return true;
        return called.ContainingType.TypeKind == TypeKind.Interface
            && method.ContainingType.AllInterfaces.Where(one => SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, called.ContainingType))
                .SelectMany(one => one.GetMembers(called.Name)).Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method));
    }

    private bool Changes(SyntaxNode node, SemanticModel model) => node switch
    {
        AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Expression: var owner } } => IsRow(owner, model),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression, Operand: MemberAccessExpressionSyntax { Expression: var owner } } => IsRow(owner, model),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression, Operand: MemberAccessExpressionSyntax { Expression: var owner } } => IsRow(owner, model),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name, Expression: var receiver } } call =>
            name.StartsWith("Save", StringComparison.Ordinal) || name.StartsWith("Commit", StringComparison.Ordinal) || name.StartsWith("BeginTransaction", StringComparison.Ordinal) || name == "SerializableAsync"
            || (IsContext(receiver, model) && IsChange(name)) || IsSetUp(call, model) || (IsRow(receiver, model) && IsVoid(call, model)),
        InvocationExpressionSyntax call => IsSetUp(call, model),
        _ => false,
    };

    private static bool IsChange(string name) =>
        name.StartsWith("Add", StringComparison.Ordinal) || name.StartsWith("Update", StringComparison.Ordinal) || name.StartsWith("Remove", StringComparison.Ordinal) || name.StartsWith("Attach", StringComparison.Ordinal);

    /// <summary>A row is handed to something that gives nothing back: it can only be there to change it.</summary>
    private bool IsSetUp(InvocationExpressionSyntax call, SemanticModel model) => IsVoid(call, model) && call.ArgumentList.Arguments.Any(argument => IsRow(argument.Expression, model));

    private static bool IsVoid(InvocationExpressionSyntax call, SemanticModel model) =>
        model.GetSymbolInfo(call).Symbol is IMethodSymbol { ReturnType: { SpecialType: SpecialType.System_Void } or INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.IsEmpty: true } };

    private bool IsRow(ExpressionSyntax expression, SemanticModel model) => model.GetTypeInfo(expression).Type is { } type && _rows.Contains(type);

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
