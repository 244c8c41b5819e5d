using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Calls;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Flow.Source;
using RaceSafe.Analyzers.Options;
using RaceSafe.Analyzers.Safety.Confined;
using RaceSafe.Analyzers.Safety.Guarded;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Safety.Evidence;

/// <summary>Why two callers can be at one place at once. Positive evidence or silence.</summary>
internal sealed class Sharing(FlowContext context, SharedTypes types, MemberUses uses, SiblingUpdates siblings, StaticHolders holders, SharedVariables variables, WaysIn ways, OwnThreads threads, OneThread program, LeftRunning running, OptionReader options)
{
    /// <summary>The evidence for a location that a method writes, or null.</summary>
    public Answer? Of(Access write, IMethodSymbol method) => write.Place.Store switch
    {
        StoreKind.Field => OfField(write, method),
        StoreKind.ConcurrentCollection => OfCollection(write, method),
        StoreKind.MemoryCache => new("every request uses the same cache", null),
        _ => new("other processes use it too", null),
    };

    /// <summary>Whether members of that kind are worth following at all: the cheap half of the question, asked before any flow.</summary>
    public bool IsThinkable(ISymbol member, IMethodSymbol method, CancellationToken cancellation)
    {
        if (member is IFieldSymbol { IsReadOnly: true } or IFieldSymbol { IsConst: true } or ILocalSymbol) return false;
        if (!SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, context.Compilation.Assembly)) return false;
        if (member is IPropertySymbol property && (property.IsAbstract || !AutoProperties.Is(property))) return false;
        return member.IsStatic || member is IFieldSymbol { IsVolatile: true } || IsAssumed(method) || types.MayBeShared(member.ContainingType, cancellation) || holders.Hold(member.ContainingType)
            || (!SymbolEqualityComparer.Default.Equals(member.ContainingType, method.ContainingType) && types.MayBeShared(method.ContainingType, cancellation))
            || running.Is(method, cancellation);
    }

    /// <summary>The same of the elements of an array, which is nearly always kept in a read-only field.</summary>
    public bool IsThinkableElement(ISymbol array, IMethodSymbol method, CancellationToken cancellation) =>
        SymbolEqualityComparer.Default.Equals(array.ContainingAssembly, context.Compilation.Assembly) && (array.IsStatic || IsAssumed(method) || types.MayBeShared(array.ContainingType, cancellation));

    /// <summary>The member is handled with Interlocked elsewhere in its type.</summary>
    public Answer? Interlocked(ISymbol member)
    {
        foreach (var use in uses.Of(member))
            if (use.Kind == UseKind.Interlocked) return new($"'{member.Name}' is updated with Interlocked elsewhere", Statement(use.Name).GetLocation());
        return null;
    }

    /// <summary>The write is the one use of Interlocked, and it only puts a value: that makes it visible, and says nothing of other writers.</summary>
    private bool IsOnlyPublished(ISymbol member, Access write)
    {
        if (write.Operation is not IInvocationOperation { TargetMethod.Name: "Exchange", Type.IsReferenceType: true }) return false;
        foreach (var use in uses.Of(member))
            if (use.Kind == UseKind.Interlocked && !write.Syntax.Span.Contains(use.Name.Span)) return false;
        return true;
    }

    /// <summary>Somebody in the type puts something into the object that the member holds.</summary>
    public bool IsChangedInPlace(ISymbol member)
    {
        foreach (var use in uses.Of(member))
            if (SiblingUpdates.ChangesObject(use.Name)) return true;
        return false;
    }

    /// <summary>Somebody in the type gives entries of the dictionary that the member holds another value.</summary>
    public bool IsReplaced(ISymbol member)
    {
        foreach (var use in uses.Of(member))
            if (SiblingUpdates.ReplacesEntry(use.Name)) return true;
        return false;
    }

    /// <summary>Another method of the type adds to what the member holds.</summary>
    public bool IsGatheredBeside(ISymbol member, SyntaxNode node, Func<SimpleNameSyntax, bool> adds) =>
        uses.Of(member).Any(use => adds(use.Name) && use.Name.FirstAncestorOrSelf<MemberDeclarationSyntax>() != node.FirstAncestorOrSelf<MemberDeclarationSyntax>());

    /// <summary>Whether some change of the member elsewhere is made under a lock, and the object that is locked if every other use is made under that one.</summary>
    public (bool Locked, ExpressionSyntax? Common) LockOf(ISymbol member, Access write)
    {
        var locked = false;
        var mixed = false;
        ExpressionSyntax? common = null;
        foreach (var use in uses.Of(member, write))
        {
            if (write.Syntax.Span.Contains(use.Name.Span) || LifeCycle.IsIn(use.Name)) continue;
            var around = Callers.LockAround(context.Compilation.GetSemanticModel(use.Name.SyntaxTree), use.Name);
            locked |= around is not null && use.Changes;
            if (around is LockStatementSyntax { Expression: { } token } && (common is null || common.ToString() == token.ToString())) common = token;
            else mixed |= use.Changes && around is not null;
        }

        return (locked, mixed ? null : common);
    }

    private Answer? OfCollection(Access write, IMethodSymbol method)
    {
        if (write.Holder is not { } container) return null;
        if (container.Root.Kind == SymKind.Fresh)
            return Confinement.IsHandedOut(write, container.Root, method) ? new("the lambda runs in parallel", write.Frame.Site?.Syntax.GetLocation()) : null;
        return new("a concurrent collection is there to be shared", null);
    }

    private Answer? OfField(Access write, IMethodSymbol method)
    {
        if (write.Member is not { } member) return null;
        if (SharedVariables.IsOwnElement(write)) return null;
        if (CapturedState.IsVariable(member)) return variables.Of(member, write, method);
        if (InParallel(write, method) is { } parallel) return parallel;
        if (ways.To(method) is Way.LifeCycle or Way.Guarded && !uses.IsCountOfHolders(member, write) && write.Frame.Run is not LambdaRun.Elsewhere && !(member.IsStatic && IsOfEveryObject(method))) return null; // objects come and go at any time
        if (method is { DeclaredAccessibility: Accessibility.Protected, IsOverride: true } && (ways.To(method) & (Way.Thread | Way.Entry)) == 0) return null; // the base class decides who calls it, and under which lock
        if (OfTheMember(member, method, write) is { } own) return own;
        if (member.IsStatic) return IsOfOneThread(member, method, write) || IsRegistered(write) ? null : new($"'{member.Name}' is static", member.Locations[0]);
        var root = write.Place.Container?.Root;
        if (root is { Kind: SymKind.Member, MemberSymbol: { IsStatic: true } holder } && !IsOfOneThread(holder, method, write)) return new($"'{holder.Name}' is static", holder.Locations[0]);
        if (root is not { Kind: SymKind.This }) return SharedTypes.DeclaredThreadSafe(member.ContainingType);
        if (OnOtherThread(member, method, write) is { } started) return started;
        if (BusyFlags.Is(write) && (Here(method, write) & Way.Thread) != 0) return new($"'{member.Name}' keeps a second run out while the first is at work", write.Operation.Syntax.GetLocation());
        if (write.Frame.Run != LambdaRun.Elsewhere && (ways.To(method) & Way.Threads) != 0 && (!method.IsAsync || SharedVariables.FollowsAwait(write.Frame, write))) return new($"several threads run '{method.Name}'", method.Locations[0]);
        if (IsStep(write) && threads.Other(member, write.Syntax) is { } other) return other;
        if (OfService(member, method, write) is { } service) return service;
        if (!IsOpen(member, method, write)) return types.Declared(method.ContainingType) is { } one && ways.IsOpenHelper(method) ? one : null;
        return (IsStage(write, method) ? null : types.Declared(method.ContainingType)) ?? (program.Runs(method.ContainingType) ? null : holders.Of(method) ?? (IsStep(write) ? ChangedByOwnThread(member, write) : null)) ?? (IsOwn(write.Place) && (IsStep(write) || siblings.IsAtomicBeside(member, write.Operation.Syntax)) && !FreshFigures.Is(member, method, write, uses) ? siblings.Evidence(member) : null)
            ?? (IsAssumed(method) ? new("racesafe.assume_shared says that it is shared", null) : null);
    }

    /// <summary>An object is put into a static table under a key: such registries are filled at start-up, by one thread. Figures in them are counted by whoever comes.</summary>
    private static bool IsRegistered(Access write) => write.Place.IsElement && write.ContainerOperation is not IArrayElementReferenceOperation && !IsStep(write);

    /// <summary>A member of this object, or an element of what such a member holds.</summary>
    private static bool IsOwn(Place place) => (place.IsElement && place.Container!.Parts.Length == 1 ? place.Container.Parts[0] : place.Container!).Kind == SymKind.This;

    /// <summary>That it is static is no evidence: the entry point's own type, a user interface, a program of one thread.</summary>
    private bool IsOfOneThread(ISymbol member, IMethodSymbol method, Access write) =>
        IsProgram(method.ContainingType) || (program.Runs(member.ContainingType) && program.Runs(method.ContainingType))
        || (!Confinement.InSharedLambda(write.Frame) && Confinement.IsOfOnlyThread(method.ContainingType) && !types.MentionsThreads(method.ContainingType, CancellationToken.None))
        || (program.HasMessageLoop && !Confinement.InSharedLambda(write.Frame) && (ways.To(method) & (Way.Thread | Way.Threads)) == 0 && ChangedBy(Way.Thread, member, write) is null);

    private static bool IsOfEveryObject(IMethodSymbol method) =>
        method.MethodKind is MethodKind.Constructor or MethodKind.Destructor || method is { IsStatic: false, Name: "Dispose" or "DisposeAsync" or "DisposeAsyncCore" };

    /// <summary>
    /// An asynchronous helper of the type's own puts an object in place of another: a stage of work that one caller has in hand, a connection that is
    /// being opened, say. Collections are different: there each caller adds its own.
    /// </summary>
    private static bool IsStage(Access write, IMethodSymbol method) =>
        method is { DeclaredAccessibility: Accessibility.Private, IsAsync: true }
        && write.ContainerOperation is { Type: { IsReferenceType: true, SpecialType: not SpecialType.System_String } type } && !Mutators.IsPlainCollection(type) && !IsImmutable(type);

    /// <summary>A collection that changes by giving way to another one: every change of the variable is an update.</summary>
    private static bool IsImmutable(ITypeSymbol type) => type.ContainingNamespace is { Name: "Immutable" or "Frozen", ContainingNamespace.Name: "Collections" };

    /// <summary>A member of an object that was handed to this one, and of which there is only one: the state that a singleton keeps for all.</summary>
    private Answer? OfService(ISymbol member, IMethodSymbol method, Access write) =>
        write.Place.Container is { Kind: SymKind.Member, MemberSymbol: { } service, Parts: { Length: 1 } owner } && owner[0].Kind == SymKind.This && IsOpen(member, method, write) && !IsMadeHere(service)
            ? types.Declared(member.ContainingType)
            : null;

    private bool IsMadeHere(ISymbol service)
    {
        if (service.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is VariableDeclaratorSyntax { Initializer: not null } or PropertyDeclarationSyntax { Initializer: not null })) return true;
        return uses.Of(service).Any(use => use.Name.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { Right: BaseObjectCreationExpressionSyntax } assignment && assignment.Left.Span.Contains(use.Name.Span));
    }

    /// <summary>How the member itself is handled: volatile, with Interlocked, or under a lock elsewhere.</summary>
    private Answer? OfTheMember(ISymbol member, IMethodSymbol method, Access write)
    {
        if (Interlocked(member) is { } atomic && !IsOnlyPublished(member, write)) return atomic;
        if (!IsOpen(member, method, write)) return null;
        if (member is IFieldSymbol { IsVolatile: true }) return new($"'{member.Name}' is volatile", member.Locations[0]);
        foreach (var use in uses.Of(member, write))
        {
            if (!use.Changes) continue;
            var model = context.Compilation.GetSemanticModel(use.Name.SyntaxTree);
            if (Callers.EvidentLock(model, use.Name) is { } taken && !IsOfAnother(taken, model))
                return new($"'{member.Name}' is written under a lock elsewhere", taken.GetFirstToken().GetLocation());
        }

        return null;
    }

    /// <summary>What is locked is an object that the method has from somewhere: the lock is there for that object, and says nothing of this one.</summary>
    private static bool IsOfAnother(SyntaxNode taken, SemanticModel model) =>
        taken is LockStatementSyntax { Expression: IdentifierNameSyntax token } && model.GetSymbolInfo(token).Symbol is ILocalSymbol or IParameterSymbol;

    /// <summary>A figure or flag that moves on from what it was. Objects that are put in place of others are too often owned by one caller.</summary>
    private static bool IsStep(Access write) => write.Source.Operation switch
    {
        ISimpleAssignmentOperation { Value.ConstantValue.HasValue: true, Type.IsValueType: true } => true,
        IIncrementOrDecrementOperation => true,
        ICompoundAssignmentOperation step => step.Type is { IsValueType: true } or { TypeKind: TypeKind.Delegate },
        ISimpleAssignmentOperation { Type: { IsReferenceType: true } type } => IsImmutable(type),
        ISimpleAssignmentOperation { Value: var value, Type.IsValueType: true } => (value is IConversionOperation conversion ? conversion.Operand : value) is IBinaryOperation or IUnaryOperation or ILocalReferenceOperation or IParameterReferenceOperation,
        _ => false,
    };

    /// <summary>Anybody can get in here at any time, or the type's own thread is here while others get in elsewhere and change the member too.</summary>
    private bool IsOpen(ISymbol member, IMethodSymbol method, Access write)
    {
        var here = Here(method, write);
        if ((here & Way.Entry) != 0) return true;
        return (here & Way.Thread) != 0 && uses.Of(member, write).Any(use => use.Changes && !write.Syntax.Span.Contains(use.Name.Span) && (ways.Around(use.Name) & Way.Entry) != 0);
    }

    private Way Here(IMethodSymbol method, Access write) => write.Frame.Run == LambdaRun.Elsewhere ? Way.Thread : ways.To(method);

    /// <summary>A task, thread or loop of the type changes the member too.</summary>
    private Answer? ChangedByOwnThread(ISymbol member, Access write) =>
        ChangedBy(Way.Thread, member, write) is { } other ? new($"the type's own thread changes '{member.Name}' too", other.GetLocation()) : null;

    private SyntaxNode? ChangedBy(Way way, ISymbol member, Access write)
    {
        foreach (var use in uses.Of(member, write))
            if (use.Changes && !write.Syntax.Span.Contains(use.Name.Span) && (ways.To(use.Name) & way) != 0) return use.Name;
        return null;
    }

    /// <summary>The code runs in a task, thread or timer that is started more than once, or while others change the member.</summary>
    private Answer? OnOtherThread(ISymbol member, IMethodSymbol method, Access write)
    {
        if (write.Frame is not { Run: LambdaRun.Elsewhere, Site.Syntax: { } site }) return null;
        var answer = new Answer("it runs on another thread", site.GetLocation());
        if (ThreadStarts.IsRepeated(site)) return answer;
        foreach (var use in uses.Of(member, write))
        {
            if (!use.Changes || (use.Name.SyntaxTree == site.SyntaxTree && site.Span.Contains(use.Name.Span))) continue;
            var sameMethod = site.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is { } body && body.Span.Contains(use.Name.Span);
            if (sameMethod ? use.Name.SpanStart > site.Span.End && !ThreadStarts.IsWaitedFor(site) : (ways.To(use.Name) & Way.Entry) != 0) return answer;
        }

        return null;
    }

    private static Answer? InParallel(Access write, IMethodSymbol method)
    {
        for (FlowFrame? frame = write.Frame; frame is not null; frame = frame.Parent)
            if (SharedVariables.IsSideBySide(frame, write, method) && SharedVariables.IsAround(frame, write.Place.Container?.Root))
                return new("the lambda runs in parallel", frame.Site?.Syntax.GetLocation());
        return null;
    }

    private bool IsAssumed(IMethodSymbol method) => options.For(method).AssumeShared switch
    {
        SharedByDefault.All => true,
        SharedByDefault.Services => method.ContainingType.Name.EndsWith("Service", StringComparison.Ordinal),
        _ => false,
    };

    public static bool IsProgram(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
            if (member is IMethodSymbol { IsStatic: true, Name: "Main" or "<Main>$" }) return true;
        return false;
    }

    private static SyntaxNode Statement(SyntaxNode node) => (SyntaxNode?)node.FirstAncestorOrSelf<InvocationExpressionSyntax>() ?? node;
}
