using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow.Locks;
using RaceSafe.Analyzers.Safety.Evidence;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Safety.Guarded;

/// <summary>
/// Who calls a private method: only code that holds a lock, or only constructors? Asked when a finding is about to be made,
/// so it may look at every use of the name in the type.
/// </summary>
/// <param name="compilation">Where to look.</param>
/// <param name="needed">How far their lock must reach.</param>
internal sealed class Callers(Compilation compilation, Reach needed = Reach.Process)
{
    private const int MaxDepth = 4;
    private const string OnlyConstructors = "only constructors call it";

    private readonly ConcurrentDictionary<IMethodSymbol, Answer?> _answers = new(SymbolEqualityComparer.Default);

    /// <summary>The reason why every caller of the method has the object or a lock to itself; null when some caller may not.</summary>
    public Answer? HoldLock(IMethodSymbol method)
    {
        method = method.OriginalDefinition;
        return _answers.TryGetValue(method, out var known) ? known : _answers.GetOrAdd(method, Search(method, 0));
    }

    private Answer? Search(IMethodSymbol method, int depth)
    {
        if (needed == Reach.Process && LockCalls.SaysCallerHoldsLock(method.Name)) return new($"the name of '{method.Name}' says that its caller holds the lock", null);
        if (depth >= MaxDepth || !(IsOnlySeenInItsType(method) || IsSeenByFew(method))) return null;
        var name = method.AssociatedSymbol?.Name ?? method.Name;
        Answer? answer = null;
        foreach (var reference in method.ContainingType.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax();
            foreach (var node in declaration.DescendantNodes())
            {
                if (node is not SimpleNameSyntax use || use.Identifier.ValueText != name) continue;
                var model = compilation.GetSemanticModel(use.SyntaxTree);
                if (!Refers(model, use, method)) continue;
                if (Guarded(model, use, depth) is not { } guarded || (guarded.Reason == OnlyConstructors && !IsOnlySeenInItsType(method))) return null;
                answer = guarded;
            }
        }

        return answer;
    }

    private static bool IsOnlySeenInItsType(IMethodSymbol method) =>
        method.DeclaredAccessibility is Accessibility.Private && method.ExplicitInterfaceImplementations.IsEmpty
        && method.MethodKind is MethodKind.Ordinary or MethodKind.PropertyGet or MethodKind.PropertySet;

    /// <summary>A method that is no part of what the type offers: its own calls show how it is to be called, with the lock or without.</summary>
    private bool IsSeenByFew(IMethodSymbol method) =>
        needed == Reach.Process && method is { MethodKind: MethodKind.Ordinary, ExplicitInterfaceImplementations.IsEmpty: true, DeclaredAccessibility: Accessibility.Internal or Accessibility.Protected or Accessibility.ProtectedAndInternal or Accessibility.ProtectedOrInternal };

    private static bool Refers(SemanticModel model, SimpleNameSyntax use, IMethodSymbol method)
    {
        var symbol = model.GetSymbolInfo(use).Symbol?.OriginalDefinition;
        return SymbolEqualityComparer.Default.Equals(symbol, method) || (method.AssociatedSymbol is { } property && SymbolEqualityComparer.Default.Equals(symbol, property));
    }

    private Answer? Guarded(SemanticModel model, SyntaxNode use, int depth)
    {
        var isHanded = model.GetSymbolInfo(use).Symbol is IMethodSymbol && !IsCalled(use);
        if (isHanded && (use.Parent is not ArgumentSyntax || (use is ExpressionSyntax function && ThreadStarts.Of(function) != Started.Never))) return null; // it runs later, or elsewhere
        if (LockAround(model, use) is { } taken && (needed == Reach.Process || IsDistributed(model, taken))) return new("every caller holds the lock", taken.GetLocation());
        if (needed == Reach.Process && OneAtATime.Gate(use) is { } gate) return new("one caller gets through at a time", gate.GetLocation());
        foreach (var ancestor in use.Ancestors())
        {
            switch (ancestor)
            {
                case AnonymousFunctionExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax runner } } when RunsUnderDistributedLock(model, runner):
                    return new("it runs under a distributed lock", runner.GetLocation());
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax:
                    return null;
                case ConstructorDeclarationSyntax when needed > Reach.Process || isHanded:
                    return null;
                case ConstructorDeclarationSyntax constructor:
                    return new(OnlyConstructors, constructor.Identifier.GetLocation());
                case FieldDeclarationSyntax or PropertyDeclarationSyntax when needed == Reach.Process && !isHanded && ((MemberDeclarationSyntax)ancestor).Modifiers.Any(SyntaxKind.StaticKeyword):
                    return new("only initializers of statics call it, which run once", ancestor.GetLocation());
                case BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax when model.GetDeclaredSymbol(ancestor) is IMethodSymbol caller:
                    return Search(caller.OriginalDefinition, depth + 1);
            }
        }

        return null;
    }

    private static bool IsCalled(SyntaxNode use)
    {
        while ((use.Parent is MemberAccessExpressionSyntax access && access.Name == use) || use.Parent is MemberBindingExpressionSyntax) use = use.Parent;
        return use.Parent is InvocationExpressionSyntax call && call.Expression == use;
    }

    private static bool RunsUnderDistributedLock(SemanticModel model, InvocationExpressionSyntax call) =>
        model.GetOperation(call) is IInvocationOperation operation && LockCalls.RunsDelegateUnderLock(operation.TargetMethod) && DistributedLocks.Is(operation);

    private static bool IsDistributed(SemanticModel model, SyntaxNode taken) =>
        taken.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Any(call => model.GetOperation(call) is { } operation && DistributedLocks.Is(operation));

    /// <summary>The lock statement, or the earlier acquiring call of an enclosing block, under which a node runs.</summary>
    public static SyntaxNode? LockAround(SemanticModel model, SyntaxNode node)
    {
        for (var current = node; current.Parent is { } parent; current = parent)
        {
            switch (parent)
            {
                case LockStatementSyntax locked when locked.Statement == current:
                    return locked;
                case UsingStatementSyntax scope when scope.Statement == current && Acquires(model, (SyntaxNode?)scope.Declaration ?? scope.Expression):
                    return scope;
                case IfStatementSyntax { Condition: not PrefixUnaryExpressionSyntax } entered when entered.Statement == current && Acquires(model, entered.Condition):
                    return entered.Condition;
                case BlockSyntax block when TakenBefore(model, block, current) is { } taken:
                    return taken;
                case BaseMethodDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The same, as evidence that others take the lock: a method that takes one by a call gives it back too.</summary>
    public static SyntaxNode? EvidentLock(SemanticModel model, SyntaxNode node) =>
        LockAround(model, node) is { } taken && (taken is LockStatementSyntax or UsingStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } || taken.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.DescendantNodes().Any(LockCalls.SoundsLikeRelease) == true) ? taken : null;

    /// <summary>The statement of a block that takes a lock, which those between it and the node do not give back.</summary>
    private static SyntaxNode? TakenBefore(SemanticModel model, BlockSyntax block, SyntaxNode node)
    {
        StatementSyntax? taken = null;
        foreach (var statement in block.Statements)
        {
            if (statement == node) break;
            if (taken is null) taken = Acquires(model, statement) ? statement : null;
            else if (GivesBack(model, statement, taken)) taken = null;
        }

        return taken;
    }

    /// <summary>It releases what was taken in any case, not only before it leaves: as a statement of its own, or in a <c>finally</c>.</summary>
    private static bool GivesBack(SemanticModel model, StatementSyntax statement, StatementSyntax taken)
    {
        var end = (SyntaxNode?)(statement as TryStatementSyntax)?.Finally ?? statement as ExpressionStatementSyntax;
        if (end is null) return false;
        var released = Tokens(model, end, LockEffect.Release);
        return released.Count > 0 && Tokens(model, taken, LockEffect.Acquire).Overlaps(released);
    }

    private static HashSet<string> Tokens(SemanticModel model, SyntaxNode code, LockEffect effect)
    {
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        foreach (var call in code.DescendantNodes(node => node is not AnonymousFunctionExpressionSyntax).OfType<InvocationExpressionSyntax>())
            if (model.GetOperation(call) is IInvocationOperation operation && LockCalls.Of(operation, out var token, out _) == effect) tokens.Add(token?.Syntax.ToString() ?? "this");
        return tokens;
    }

    private static bool Acquires(SemanticModel model, SyntaxNode? statement)
    {
        if (statement is null or LockStatementSyntax or WhileStatementSyntax or ForStatementSyntax) return false;
        var acquired = false;
        foreach (var call in statement.DescendantNodesAndSelf(n => n is not AnonymousFunctionExpressionSyntax and not LockStatementSyntax).OfType<InvocationExpressionSyntax>())
        {
            if (model.GetOperation(call) is not IInvocationOperation operation)
            {
                acquired |= LockCalls.SoundsLikeLock(call);
                continue;
            }

            switch (LockCalls.Of(operation, out _, out _))
            {
                case LockEffect.Acquire or LockEffect.AcquireScope:
                    acquired = true;
                    break;
                case LockEffect.Release:
                    acquired = false;
                    break;
            }
        }

        return acquired;
    }
}
