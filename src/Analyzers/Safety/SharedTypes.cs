using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow;

namespace RaceSafe.Analyzers.Safety;

/// <summary>What a type says of itself: that several threads use its objects.</summary>
internal sealed class SharedTypes(Registrations registrations, TreeIndex trees)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _mentions = new(SymbolEqualityComparer.Default);

    /// <summary>There may be evidence. Cheap enough to ask of every type that updates a field.</summary>
    public bool MayBeShared(INamedTypeSymbol type, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return MentionsThreads(type.OriginalDefinition, cancellation) || Declared(type) is not null;
    }

    /// <summary>One object of the type serves everybody.</summary>
    public Answer? Declared(INamedTypeSymbol type) => DeclaredThreadSafe(type) ?? registrations.Singleton(type) ?? Middleware(type);

    public static Answer? DeclaredThreadSafe(INamedTypeSymbol type)
    {
        foreach (var attribute in type.GetAttributes())
            if (attribute.AttributeClass?.Name == "ThreadSafeAttribute") return new($"'{type.Name}' is declared thread-safe", type.Locations[0]);
        return null;
    }

    /// <summary>One object of a convention-based middleware serves every request.</summary>
    private static Answer? Middleware(INamedTypeSymbol type)
    {
        var invokes = type.GetMembers("InvokeAsync").Concat(type.GetMembers("Invoke"))
            .Any(member => member is IMethodSymbol { Parameters: { Length: > 0 } parameters } && parameters[0].Type.Name == "HttpContext");
        return invokes && type.InstanceConstructors.Any(constructor => constructor.Parameters.Any(parameter => parameter.Type.Name == "RequestDelegate"))
            ? new($"one '{type.Name}' serves every request", type.Locations[0])
            : null;
    }

    private bool MentionsThreads(INamedTypeSymbol type, CancellationToken cancellation) =>
        _mentions.TryGetValue(type, out var known) ? known : _mentions.GetOrAdd(type, Scan(type, cancellation));

    private bool Scan(INamedTypeSymbol type, CancellationToken cancellation)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            var root = reference.SyntaxTree.GetRoot(cancellation);
            foreach (var start in trees.Of(reference.SyntaxTree, cancellation).Threads)
            {
                if (!reference.Span.Contains(start)) continue;
                var token = root.FindToken(start);
                if (token.SpanStart == start && SpeaksOfThreads(token) && token.Parent?.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Span == reference.Span) return true;
            }
        }

        return false;
    }

    /// <summary>The word stands in code, and not as the name of something else.</summary>
    private static bool SpeaksOfThreads(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.LockKeyword or SyntaxKind.VolatileKeyword => true,
        SyntaxKind.IdentifierToken => token.ValueText != "Run" || token.Parent?.Parent is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Task" } },
        _ => false,
    };
}
