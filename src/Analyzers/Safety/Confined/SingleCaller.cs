using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow.Source;
using RaceSafe.Analyzers.Safety.Evidence;

namespace RaceSafe.Analyzers.Safety.Confined;

/// <summary>
/// Do all calls of a method come one after the other, although anybody could make one? Start-up code runs once, and the callback of a token
/// is not called again before the work has registered it anew. Asked when a finding is about to be made: it looks for the name in every file.
/// </summary>
internal sealed class SingleCaller(Compilation compilation, SharedTypes types, Mentions mentions)
{
    private const int MaxDepth = 5;
    private const int MaxUses = 24;

    private readonly ConcurrentDictionary<IMethodSymbol, bool> _answers = new(SymbolEqualityComparer.Default);

    /// <summary>The reason why there are no two calls at once, or null.</summary>
    public Answer? Of(IMethodSymbol method)
    {
        method = method.OriginalDefinition;
        var alone = _answers.TryGetValue(method, out var known) ? known : _answers.GetOrAdd(method, IsCalledAlone(method, []));
        return alone ? new($"only code that runs once at a time, at start-up or by a token, calls '{method.Name}'", method.Locations[0]) : null;
    }

    private bool IsCalledAlone(IMethodSymbol method, HashSet<IMethodSymbol> path)
    {
        if (path.Count > MaxDepth || !path.Add(method)) return false;
        if (method.MethodKind != MethodKind.Ordinary || IsCalledFromOutside(method)) return false;
        var found = false;
        var count = 0;
        if (mentions.Of(method) is not { } uses) return false;
        foreach (var use in uses)
        {
            if (++count > MaxUses || !IsAlone(use, method, path)) return false;
            found = true;
        }

        path.Remove(method);
        return found;
    }

    /// <summary>A library calls it, by an interface or base class of its own.</summary>
    private bool IsCalledFromOutside(IMethodSymbol method)
    {
        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
            if (!IsHere(overridden)) return true;
        foreach (var implemented in method.ContainingType.AllInterfaces)
        {
            if (IsHere(implemented)) continue;
            foreach (var member in implemented.GetMembers(method.Name))
                if (SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method)) return true;
        }

        return false;

        bool IsHere(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, compilation.Assembly);
    }

    private bool IsAlone(SimpleNameSyntax use, IMethodSymbol method, HashSet<IMethodSymbol> path)
    {
        if (CallOf(use) is not { } call || (method.ReturnType.Name is "Task" or "ValueTask" && !IsFinished(call))) return false;
        foreach (var ancestor in call.Ancestors())
        {
            switch (ancestor)
            {
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax when TokenCallbacks.IsRegisteredBy(ancestor, method):
                    return true;
                case AnonymousFunctionExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: { } site } } when ThreadStarts.IsWaitedFor(site):
                    continue;
                case AnonymousFunctionExpressionSyntax:
                    return false;
                case LocalFunctionStatementSyntax { Parent: { } around } local when !IsOnlyCalled(local, around):
                    return false;
                case ConstructorDeclarationSyntax:
                    return !method.IsStatic && call.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax };
                case MethodDeclarationSyntax when compilation.GetSemanticModel(use.SyntaxTree).GetDeclaredSymbol(ancestor) is IMethodSymbol caller:
                    return StartUp.Is(caller, types) || IsCalledAlone(caller, path);
                case GlobalStatementSyntax:
                    return true;
            }
        }

        return false;
    }

    /// <summary>The code goes on only when the call has come to its end, or leaves that to its own caller: tasks that are gathered run side by side.</summary>
    private static bool IsFinished(InvocationExpressionSyntax call) =>
        ThreadStarts.IsWaitedFor(call) || call.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax or AnonymousFunctionExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" or "Result" or "GetAwaiter" };

    private static InvocationExpressionSyntax? CallOf(SimpleNameSyntax use)
    {
        ExpressionSyntax function = use.Parent is MemberAccessExpressionSyntax access && access.Name == use ? access : use;
        if (function is { Parent: MemberBindingExpressionSyntax binding }) function = binding;
        return function.Parent as InvocationExpressionSyntax;
    }

    private static bool IsOnlyCalled(LocalFunctionStatementSyntax function, SyntaxNode around)
    {
        foreach (var use in around.DescendantNodes().OfType<IdentifierNameSyntax>())
            if (use.Identifier.ValueText == function.Identifier.ValueText && use.Parent is not InvocationExpressionSyntax) return false;
        return true;
    }
}
