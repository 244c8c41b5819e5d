using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow.Calls;
using RaceSafe.Analyzers.Flow.Source;
using RaceSafe.Analyzers.Safety.Confined;
using RaceSafe.Analyzers.Safety.Guarded;

namespace RaceSafe.Analyzers.Safety.Evidence;

/// <summary>By which ways code comes to run, as far as its type tells.</summary>
[Flags]
internal enum Way
{
    /// <summary>Nobody can say.</summary>
    None = 0,

    /// <summary>Anybody may call at any time: a public or internal method.</summary>
    Entry = 1,

    /// <summary>The type's own thread, loop or timer.</summary>
    Thread = 2,

    /// <summary>A constructor, or a method that starts, stops or disposes.</summary>
    LifeCycle = 4,

    /// <summary>Under a lock.</summary>
    Guarded = 8,

    /// <summary>Several of the type's own threads at once.</summary>
    Threads = 16,
}

/// <summary>Follows private methods back to where others can get in. Asked when a finding is about to be made.</summary>
internal sealed class WaysIn(Compilation compilation, Mentions mentions)
{
    private const int MaxDepth = 4;

    private readonly ConcurrentDictionary<IMethodSymbol, Way> _answers = new(SymbolEqualityComparer.Default);

    public Way To(IMethodSymbol method)
    {
        method = method.OriginalDefinition;
        return _answers.TryGetValue(method, out var known) ? known : _answers.GetOrAdd(method, Search(method, 0));
    }

    /// <summary>Anybody comes to a helper of a base class, by those who call it.</summary>
    public bool IsOpenHelper(IMethodSymbol method)
    {
        if (method is not { DeclaredAccessibility: Accessibility.Protected, IsOverride: false, IsVirtual: false, IsAbstract: false, IsStatic: false }) return false;
        foreach (var use in mentions.Of(method.OriginalDefinition) ?? [])
            if (IsCalled(use, out _) && (To(use) & Way.Entry) != 0) return true;
        return false;
    }

    /// <summary>The ways to a piece of code.</summary>
    public Way To(SyntaxNode node) => Of(compilation.GetSemanticModel(node.SyntaxTree), node, 0);

    /// <summary>The ways to the method around a piece of code, whatever lock that takes.</summary>
    public Way Around(SyntaxNode node)
    {
        if (ThreadStarts.Around(node) is not null) return Way.Thread;
        var model = compilation.GetSemanticModel(node.SyntaxTree);
        return node.AncestorsAndSelf().FirstOrDefault(outer => outer is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax }) is { } body && model.GetDeclaredSymbol(body) is IMethodSymbol method ? To(method) : Way.None;
    }

    private Way Search(IMethodSymbol method, int depth)
    {
        if (LifeCycle.Is(method)) return Way.LifeCycle;
        if (!method.ExplicitInterfaceImplementations.IsEmpty) return IsForTests(method.ExplicitInterfaceImplementations[0].ContainingType) ? Way.None : Way.Entry;
        if (IsWorkItem(method)) return Way.Thread;
        switch (method.DeclaredAccessibility)
        {
            case Accessibility.Protected or Accessibility.ProtectedAndInternal:
                if (method is { IsOverride: true, Name: "SendAsync" or "Send" }) return Way.Entry;
                return method.Name is "ExecuteAsync" or "Execute" or "Run" or "RunAsync" ? Way.Thread : Way.None;
            case not Accessibility.Private:
                return Way.Entry;
        }

        var ways = Way.None;
        if (depth >= MaxDepth) return ways;
        var name = method.AssociatedSymbol?.Name ?? method.Name;
        foreach (var reference in method.ContainingType.DeclaringSyntaxReferences)
        {
            SemanticModel? model = null;
            foreach (var node in reference.GetSyntax().DescendantNodes())
            {
                if (node is not SimpleNameSyntax use || use.Identifier.ValueText != name) continue;
                model ??= compilation.GetSemanticModel(reference.SyntaxTree);
                var symbol = model.GetSymbolInfo(use).Symbol?.OriginalDefinition;
                if (!SymbolEqualityComparer.Default.Equals(symbol, method) && !SymbolEqualityComparer.Default.Equals(symbol, method.AssociatedSymbol ?? method)) continue;
                ways |= symbol is IPropertySymbol || IsCalled(use, out var function) ? Of(model, use, depth + 1) | LeftRunning(method, use) : Way.Thread | (ThreadStarts.Of(function) == Started.Often ? Way.Threads : Way.None);
            }
        }

        return ways;
    }

    /// <summary>A local function that is never called, only handed to others: they run it, and not the method around it. Null when it is called.</summary>
    private static Way? OfHanded(LocalFunctionStatementSyntax function)
    {
        var ways = Way.None;
        var around = function.Parent is GlobalStatementSyntax { Parent: { } program } ? program : function.Parent!;
        foreach (var use in around.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (use.Identifier.ValueText != function.Identifier.ValueText) continue;
            if (IsCalled(use, out var handed)) return null;
            ways |= ThreadStarts.Of(handed) switch { Started.Often => Way.Thread | Way.Threads, Started.Once => Way.Thread, _ => Way.None };
        }

        return ways;
    }

    private static bool IsCalled(SimpleNameSyntax use, out ExpressionSyntax function)
    {
        function = use.Parent is MemberAccessExpressionSyntax access && access.Name == use ? access : use;
        return function.Parent is InvocationExpressionSyntax call && call.Expression == function;
    }

    private static Way LeftRunning(IMethodSymbol method, SimpleNameSyntax use) =>
        method.IsAsync && use.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call && Gathered.IsLeftRunning(call) ? Way.Threads : Way.None;

    /// <summary>A hole in the wall that only tests look through.</summary>
    private static bool IsForTests(INamedTypeSymbol contract) => contract.Name.Contains("Test");

    /// <summary>The thread pool runs it, once for each time that it is queued.</summary>
    private static bool IsWorkItem(IMethodSymbol method) =>
        method is { Name: "Execute", Parameters.IsEmpty: true } && method.ContainingType.AllInterfaces.Any(contract => contract.Name == "IThreadPoolWorkItem");

    private Way Of(SemanticModel model, SyntaxNode node, int depth)
    {
        if (Callers.LockAround(model, node) is not null || OneAtATime.Gate(node) is not null) return Way.Guarded;
        foreach (var ancestor in node.Ancestors())
        {
            switch (ancestor)
            {
                case AnonymousFunctionExpressionSyntax function when ThreadStarts.Of(function) is var started and not Started.Never:
                    return started == Started.Often ? Way.Thread | Way.Threads : Way.Thread;
                case LocalFunctionStatementSyntax local when OfHanded(local) is { } handed:
                    return handed;
                case BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax }
                    when model.GetDeclaredSymbol(ancestor) is IMethodSymbol caller:
                    return SymbolEqualityComparer.Default.Equals(caller, null) ? Way.None : depth == 0 ? To(caller) : Search(caller.OriginalDefinition, depth);
            }
        }

        return Way.None;
    }
}
