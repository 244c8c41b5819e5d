using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Rows;

/// <summary>
/// Who calls a method that is to become a unit of work. The unit refuses to begin over changes that are not saved, and in a transaction of the caller that is less than
/// serializable. What a caller has loaded, and what it changes and saves before or after the call, does no harm.
/// </summary>
internal sealed class UnitCallers(ITypeSymbol context, Compilation compilation)
{
    private const int MaxDepth = 3;

    private readonly RowChanges _changes = new(context, compilation);

    /// <summary>A caller in the project, or a caller of one, may have changes at hand that it has not saved, or a transaction.</summary>
    public bool MayRefuse(IMethodSymbol method) => MayRefuse(method, 0);

    private bool MayRefuse(IMethodSymbol method, int depth)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (tree.GetText().ToString().IndexOf(method.Name, StringComparison.Ordinal) < 0) continue;
            var model = compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (name.Identifier.ValueText != method.Name || model.GetSymbolInfo(name).Symbol is not IMethodSymbol called || !Reaches(called, method)) continue;
                if (name.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } caller || IsInUnit(name, model)) continue;
                if (BeginsTransaction(caller) || _changes.AreLeft(caller, name)) return true;
                if (depth < MaxDepth && model.GetDeclaredSymbol(caller) is IMethodSymbol outer && !SymbolEqualityComparer.Default.Equals(outer, method) && MayRefuse(outer, depth + 1)) return true;
            }
        }

        return false;
    }

    /// <summary>Within the body of another unit of work on the context, which it joins.</summary>
    private bool IsInUnit(SyntaxNode call, SemanticModel model) => call.Ancestors().OfType<AnonymousFunctionExpressionSyntax>()
        .Any(body => body.Parent?.Parent?.Parent is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "SerializableAsync", Expression: var receiver } } unit
            && (IsContext(receiver, model) || IsContext(unit.ArgumentList.Arguments[0].Expression, model)));

    private bool IsContext(ExpressionSyntax expression, SemanticModel model) => SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(expression).Type, context);

    /// <summary>The member begins a transaction that is less than serializable, or may be.</summary>
    public static bool BeginsTransaction(SyntaxNode caller) => caller.DescendantNodes().Any(node => node switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } call =>
            name.StartsWith("BeginTransaction", StringComparison.Ordinal) ? !call.ArgumentList.ToString().Contains("IsolationLevel.Serializable") : name.StartsWith("UseTransaction", StringComparison.Ordinal),
        ObjectCreationExpressionSyntax { Type: var type } => type.ToString().EndsWith("TransactionScope", StringComparison.Ordinal),
        _ => false,
    });

    private static bool Reaches(IMethodSymbol called, IMethodSymbol method)
    {
        called = called.OriginalDefinition;
        for (var one = method; one is not null; one = one.OverriddenMethod)
            if (SymbolEqualityComparer.Default.Equals(called, one.OriginalDefinition)) return true;
        return called.ContainingType.TypeKind == TypeKind.Interface
            && method.ContainingType.AllInterfaces.Where(one => SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, called.ContainingType))
                .SelectMany(one => one.GetMembers(called.Name)).Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method));
    }
}
