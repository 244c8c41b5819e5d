using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.Analyzers.Safety;

/// <summary>What a type says of itself: that several threads use its objects.</summary>
internal sealed class SharedTypes(Compilation compilation, Registrations registrations)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, Answer?> _threads = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, Answer?> _touched = new(SymbolEqualityComparer.Default);

    /// <summary>Any evidence at all. Cheap enough to ask of every type that updates a field.</summary>
    public Answer? Evidence(INamedTypeSymbol type, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return DeclaredThreadSafe(type) ?? Threads(type) ?? Singleton(type) ?? Middleware(type);
    }

    public Answer? DeclaredThreadSafe(INamedTypeSymbol type)
    {
        foreach (var attribute in type.GetAttributes())
            if (attribute.AttributeClass?.Name == "ThreadSafeAttribute") return new($"'{type.Name}' is declared thread-safe", type.Locations[0]);
        return null;
    }

    public Answer? Singleton(INamedTypeSymbol type) => registrations.Singleton(type);

    /// <summary>One object of a convention-based middleware serves every request.</summary>
    public Answer? Middleware(INamedTypeSymbol type)
    {
        var invokes = type.GetMembers("InvokeAsync").Concat(type.GetMembers("Invoke"))
            .Any(member => member is IMethodSymbol { Parameters: { Length: > 0 } parameters } && parameters[0].Type.Name == "HttpContext");
        return invokes && type.InstanceConstructors.Any(constructor => constructor.Parameters.Any(parameter => parameter.Type.Name == "RequestDelegate"))
            ? new($"one '{type.Name}' serves every request", type.Locations[0])
            : null;
    }

    /// <summary>The type's own code thinks of threads: it locks, uses Interlocked, or has volatile fields or concurrent collections.</summary>
    public Answer? Threads(INamedTypeSymbol type) => _threads.TryGetValue(type, out var known) ? known : _threads.GetOrAdd(type, SearchThreads(type));

    /// <summary>The member itself is volatile, or handled with Interlocked or Volatile, or under a lock, elsewhere in its type.</summary>
    public Answer? TouchedAtomically(ISymbol member) => _touched.TryGetValue(member, out var known) ? known : _touched.GetOrAdd(member, SearchTouched(member));

    /// <summary>The method is handed to a thread, task or timer inside its type.</summary>
    public Answer? ThreadStart(IMethodSymbol method)
    {
        foreach (var name in Names(method.ContainingType, method.Name))
        {
            if (name.Parent is not ArgumentSyntax { Parent.Parent: { } site }) continue;
            var target = site switch
            {
                ObjectCreationExpressionSyntax creation => creation.Type.ToString(),
                InvocationExpressionSyntax call => call.Expression.ToString(),
                _ => "",
            };
            if (target is "Thread" or "Timer" or "Task.Run" or "Task.Factory.StartNew" or "ThreadPool.QueueUserWorkItem" or "System.Threading.Thread" or "System.Threading.Timer")
                return new($"'{method.Name}' runs on another thread", site.GetLocation());
        }

        return null;
    }

    /// <summary>The member is used outside of that method or call too.</summary>
    public bool UsedOutside(ISymbol member, object? place)
    {
        foreach (var name in Names(member.ContainingType, member.Name))
        {
            if (name.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is not null) continue;
            var inside = place switch
            {
                IMethodSymbol method => method.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == name.SyntaxTree && reference.Span.Contains(name.Span)),
                IOperation site => site.Syntax.SyntaxTree == name.SyntaxTree && site.Syntax.Span.Contains(name.Span),
                _ => true,
            };
            if (!inside) return true;
        }

        return false;
    }

    private Answer? SearchThreads(INamedTypeSymbol type)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            foreach (var token in reference.GetSyntax().DescendantTokens())
            {
                switch (token.Kind())
                {
                    case SyntaxKind.LockKeyword:
                        return new($"'{type.Name}' locks elsewhere", token.GetLocation());
                    case SyntaxKind.VolatileKeyword:
                        return new($"'{type.Name}' has volatile fields", token.GetLocation());
                    case SyntaxKind.IdentifierToken when WordFor(token.ValueText) is { } word && IsOwn(token, type):
                        return new($"'{type.Name}' {word}", token.GetLocation());
                }
            }
        }

        return null;
    }

    private static string? WordFor(string identifier) => identifier switch
    {
        "Interlocked" => "uses Interlocked elsewhere",
        "ConcurrentDictionary" or "ConcurrentQueue" or "ConcurrentStack" or "ConcurrentBag" => "holds a concurrent collection",
        "ReaderWriterLockSlim" or "SpinLock" or "SemaphoreSlim" => "takes locks elsewhere",
        _ => null,
    };

    /// <summary>The word stands in the type itself, not in a type nested in it.</summary>
    private static bool IsOwn(SyntaxToken token, INamedTypeSymbol type) =>
        token.Parent?.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.ValueText == type.Name;

    private Answer? SearchTouched(ISymbol member)
    {
        if (member is IFieldSymbol { IsVolatile: true }) return new($"'{member.Name}' is volatile", member.Locations[0]);
        if (!SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, compilation.Assembly)) return null;
        foreach (var name in Names(member.ContainingType, member.Name))
        {
            if (name.FirstAncestorOrSelf<ArgumentSyntax>() is { RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword, Parent.Parent: InvocationExpressionSyntax call }
                && call.Expression.ToString() is { } target && (target.Contains("Interlocked.") || target.Contains("Volatile.")))
                return new($"'{member.Name}' is used with {(target.Contains("Volatile.") ? "Volatile" : "Interlocked")} elsewhere", call.GetLocation());
            if (IsWritten(name) && name.FirstAncestorOrSelf<LockStatementSyntax>() is { } locked)
                return new($"'{member.Name}' is written under a lock elsewhere", locked.LockKeyword.GetLocation());
        }

        return null;
    }

    private static bool IsWritten(SimpleNameSyntax name)
    {
        ExpressionSyntax target = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        return target.Parent is PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax || (target.Parent is AssignmentExpressionSyntax assignment && assignment.Left == target);
    }

    private static IEnumerable<SimpleNameSyntax> Names(INamedTypeSymbol type, string name)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            foreach (var token in reference.GetSyntax().DescendantTokens())
                if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name && token.Parent is SimpleNameSyntax simple) yield return simple;
        }
    }
}
