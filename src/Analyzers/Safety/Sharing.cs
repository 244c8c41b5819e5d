using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Options;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Safety;

/// <summary>Why two callers can be at one place at once. Positive evidence or silence.</summary>
internal sealed class Sharing(FlowContext context, SharedTypes types, OptionReader options)
{
    /// <summary>The evidence for a location that a method writes, or null.</summary>
    public Answer? Of(Access write, IMethodSymbol method) => write.Place.Store switch
    {
        StoreKind.Field => OfField(write, method),
        StoreKind.ConcurrentCollection => OfCollection(write),
        StoreKind.MemoryCache => new("every request uses the same cache", null),
        _ => new("other processes use it too", null),
    };

    /// <summary>Whether members of that kind are worth following at all: the cheap half of the question, asked before any flow.</summary>
    public bool IsThinkable(ISymbol member, IMethodSymbol method, CancellationToken cancellation)
    {
        if (member is IFieldSymbol { IsReadOnly: true } or IFieldSymbol { IsConst: true }) return false;
        if (!SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, context.Compilation.Assembly)) return false;
        if (member is IPropertySymbol property && (property.IsAbstract || !AutoProperties.Is(property))) return false;
        return member.IsStatic || types.Evidence(member.ContainingType, cancellation) is not null || IsAssumed(method)
            || (!SymbolEqualityComparer.Default.Equals(member.ContainingType, method.ContainingType) && types.Evidence(method.ContainingType, cancellation) is not null);
    }

    private Answer? OfCollection(Access write)
    {
        if (write.Holder is not { } container) return null;
        if (container.Root.Kind == SymKind.Fresh)
            return Confinement.InSharedLambda(write.Frame) ? new("the lambda runs in parallel", write.Frame.Site?.Syntax.GetLocation()) : null;
        return new("a concurrent collection is there to be shared", null);
    }

    private Answer? OfField(Access write, IMethodSymbol method)
    {
        if (write.Member is not { } member) return null;
        if (InParallel(write) is { } parallel) return parallel;
        if (member.IsStatic) return OfStatic(member, method);
        var root = write.Place.Container?.Root;
        if (root is { Kind: SymKind.Member, MemberSymbol: { IsStatic: true } holder }) return new($"'{holder.Name}' is static", holder.Locations[0]);
        if (root is not { Kind: SymKind.This })
            return types.DeclaredThreadSafe(member.ContainingType) ?? types.TouchedAtomically(member);
        return OfMember(member, method, write);
    }

    private Answer? OfStatic(ISymbol member, IMethodSymbol method)
    {
        if (types.TouchedAtomically(member) is { } touched) return touched;
        return IsProgram(method.ContainingType) && types.Threads(method.ContainingType) is null ? null : new($"'{member.Name}' is static", member.Locations[0]);
    }

    private Answer? OfMember(ISymbol member, IMethodSymbol method, Access write)
    {
        var type = method.ContainingType;
        if (types.DeclaredThreadSafe(type) is { } declared) return declared;
        if (types.TouchedAtomically(member) is { } touched) return touched;
        if (types.Singleton(type) is { } singleton && IsEntry(method)) return singleton;
        if (types.Middleware(type) is { } middleware) return middleware;
        if (write.Frame.Run == LambdaRun.Elsewhere && types.UsedOutside(member, write.Frame.Site)) return new("it runs on another thread", write.Frame.Site?.Syntax.GetLocation());
        if (types.ThreadStart(method) is { } start && types.UsedOutside(member, method)) return start;
        if (IsEntry(method) && types.Threads(type) is { } sibling) return sibling;
        return IsAssumed(method) ? new("racesafe.assume_shared says that it is shared", null) : null;
    }

    private bool IsAssumed(IMethodSymbol method) => options.For(method).AssumeShared switch
    {
        SharedByDefault.All => true,
        SharedByDefault.Services => method.ContainingType.Name.EndsWith("Service", StringComparison.Ordinal),
        _ => false,
    };

    private static Answer? InParallel(Access write)
    {
        for (FlowFrame? frame = write.Frame; frame is not null; frame = frame.Parent)
            if (frame.Run == LambdaRun.InParallel && write.Place.Container?.Root.Kind != SymKind.Fresh)
                return new("the lambda runs in parallel", frame.Site?.Syntax.GetLocation());
        return null;
    }

    /// <summary>Code outside the type can get in here directly, at any time.</summary>
    private static bool IsEntry(IMethodSymbol method)
    {
        if (method.ExplicitInterfaceImplementations.Length > 0) return true;
        if (method.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal) return false;
        return method.Name is not ("Dispose" or "DisposeAsync" or "Close" or "CloseAsync" or "Start" or "StartAsync" or "Stop" or "StopAsync" or "Initialize" or "InitializeAsync" or "Init");
    }

    private static bool IsProgram(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
            if (member is IMethodSymbol { IsStatic: true, Name: "Main" or "<Main>$" }) return true;
        return false;
    }
}
