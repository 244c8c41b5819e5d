using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Flow.Source;
using RaceSafe.Analyzers.Safety.Confined;

namespace RaceSafe.Analyzers.Safety.Evidence;

/// <summary>What a type says of itself: that several threads use its objects.</summary>
internal sealed class SharedTypes(Registrations registrations, TreeIndex trees)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _mentions = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, Answer?> _declared = new(SymbolEqualityComparer.Default);

    /// <summary>There may be evidence. Cheap enough to ask of every type that updates a field.</summary>
    public bool MayBeShared(INamedTypeSymbol type, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return MentionsThreads(type.OriginalDefinition, cancellation) || Declared(type) is not null;
    }

    /// <summary>One object of the type serves everybody.</summary>
    public Answer? Declared(INamedTypeSymbol type) => _declared.TryGetValue(type, out var known) ? known : _declared.GetOrAdd(type, Find(type));

    private Answer? Find(INamedTypeSymbol type) => DeclaredThreadSafe(type) ?? registrations.Singleton(type) ?? Middleware(type) ?? Hosted(type) ?? Filter(type) ?? KeptByItself(type);

    /// <summary>Each request has an object of its own.</summary>
    public bool IsOfOneRequest(INamedTypeSymbol type) => registrations.IsOfOneRequest(type) || (Declared(type) is null && Confinement.OfType(type) is not null);

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

    /// <summary>The host makes one object of a background service; the factory lets many requests through one message handler.</summary>
    private static Answer? Hosted(INamedTypeSymbol type)
    {
        foreach (var contract in type.AllInterfaces)
            if (contract.Name == "IHostedService") return new($"'{type.Name}' is a hosted service, of which there is one", type.Locations[0]);
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
            if (ancestor.Name == "DelegatingHandler") return new($"one '{type.Name}' handles many requests at once", type.Locations[0]);
        return null;
    }

    /// <summary>An attribute that is itself a filter: the framework keeps the one that stands on an action. One that makes filters is different.</summary>
    public static Answer? Filter(INamedTypeSymbol type)
    {
        var (filters, makes) = (false, false);
        foreach (var contract in type.AllInterfaces)
        {
            filters |= contract.Name == "IFilterMetadata";
            makes |= contract.Name == "IFilterFactory";
        }

        if (!filters || makes) return null;
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
            if (ancestor.Name == "Attribute") return new($"one '{type.Name}' filters every request to its action", type.Locations[0]);
        return null;
    }

    /// <summary>The singleton of the pattern book: the type keeps its only object in a static member and lets nobody else make one.</summary>
    private static Answer? KeptByItself(INamedTypeSymbol type)
    {
        foreach (var constructor in type.InstanceConstructors)
            if (constructor.DeclaredAccessibility != Accessibility.Private) return null;
        if (MakesSeveral(type)) return null;
        foreach (var member in type.GetMembers())
            if (member is { IsStatic: true, IsImplicitlyDeclared: false } and (IFieldSymbol or IPropertySymbol) && Holds(member, type) && !Confinement.IsPerThread(member)) return new($"'{type.Name}.{member.Name}' is the only one there is", member.Locations[0]);
        return null;
    }

    /// <summary>A factory method, or a second object beside the first.</summary>
    private static bool MakesSeveral(INamedTypeSymbol type)
    {
        var made = 0;
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax().DescendantNodes())
            {
                if (node is ObjectCreationExpressionSyntax { Type: SimpleNameSyntax name } && name.Identifier.ValueText == type.Name) made++;
                else if (node is ImplicitObjectCreationExpressionSyntax { Parent: BinaryExpressionSyntax { Parent: not AssignmentExpressionSyntax } }) return true; // a spare one, or else a new one
                else if (node is ImplicitObjectCreationExpressionSyntax { Parent: ReturnStatementSyntax or ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax } }) return true;
            }
        }

        return made > 1;
    }

    private static bool Holds(ISymbol member, INamedTypeSymbol type)
    {
        var held = (member as IFieldSymbol)?.Type ?? ((IPropertySymbol)member).Type;
        if (held is INamedTypeSymbol { Name: "Lazy", TypeArguments: { Length: 1 } made }) held = made[0];
        return SymbolEqualityComparer.Default.Equals(held.OriginalDefinition, type.OriginalDefinition);
    }

    public bool MentionsThreads(INamedTypeSymbol type, CancellationToken cancellation) =>
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
