using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RaceSafe.Analyzers.Safety.Confined;
using RaceSafe.Analyzers.Safety.Guarded;

namespace RaceSafe.Analyzers.Safety.Evidence;

/// <summary>
/// How a type updates its other members. One lock somewhere in a big class says little about a field it does not cover;
/// a type that makes most of its updates atomically, and this one not, has forgotten one.
/// </summary>
internal sealed class SiblingUpdates(Compilation compilation)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<Update>> _answers = new(SymbolEqualityComparer.Default);

    /// <summary>The evidence that the type's other updates give, or null.</summary>
    public Answer? Evidence(ISymbol member)
    {
        var type = member.ContainingType.OriginalDefinition;
        var updates = Updates(type);
        var (atomic, plain) = (0, 0);
        Update? first = null;
        foreach (var update in updates)
        {
            if (update.Member == member.Name || (update.IsStatic && !member.IsStatic)) continue; // what all objects share says nothing of one
            if (update.How is null)
            {
                plain++;
                continue;
            }

            atomic++;
            first ??= update;
        }

        return first is { } one && atomic >= plain ? new($"'{type.Name}' {one.How}", one.Name.GetLocation()) : null;
    }

    /// <summary>The code that changes the member updates another one with Interlocked: it knows that it is not alone.</summary>
    public bool IsAtomicBeside(ISymbol member, SyntaxNode write)
    {
        var body = write.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        foreach (var update in Updates(member.ContainingType.OriginalDefinition))
            if (update.Member != member.Name && MemberUses.KindOf(update.Name) == UseKind.Interlocked && body?.SyntaxTree == update.Name.SyntaxTree && body.Span.Contains(update.Name.Span)) return true;
        return false;
    }

    private ImmutableArray<Update> Updates(INamedTypeSymbol type) => _answers.TryGetValue(type, out var known) ? known : _answers.GetOrAdd(type, Search(type));

    private ImmutableArray<Update> Search(INamedTypeSymbol type)
    {
        var members = new Dictionary<string, ISymbol>(StringComparer.Ordinal);
        foreach (var member in type.GetMembers())
            if (member is IFieldSymbol { IsImplicitlyDeclared: false } or IPropertySymbol) members[member.Name] = member;
        var updates = ImmutableArray.CreateBuilder<Update>();
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax();
            var model = compilation.GetSemanticModel(declaration.SyntaxTree);
            foreach (var node in declaration.DescendantNodes(inner => inner == declaration || inner is not TypeDeclarationSyntax))
            {
                if (node is not IdentifierNameSyntax name || !members.TryGetValue(name.Identifier.ValueText, out var member) || !IsOwn(name)) continue;
                if (IsUpdate(name, member) && !IsFlag(name, member) && !LifeCycle.IsIn(name)) updates.Add(new(member.Name, member.IsStatic, name, How(name, member, model)));
            }
        }

        return WithoutCallbacks(type, updates);
    }

    /// <summary>
    /// A member that a method changes which is handed to a call, to be called back when that is done, is atomic for that one's sake: it says nothing of two
    /// callers, unless two more methods take care of it too. Threads and timers are different.
    /// </summary>
    private static ImmutableArray<Update> WithoutCallbacks(INamedTypeSymbol type, ImmutableArray<Update>.Builder updates)
    {
        if (updates.All(update => update.How is null)) return updates.ToImmutable();
        var callbacks = Callbacks(type);
        foreach (var guarded in updates.Where(update => update.How is not null).ToLookup(update => update.Member))
        {
            var methods = guarded.Select(update => update.Name.FirstAncestorOrSelf<MemberDeclarationSyntax>()).Distinct().ToList();
            var called = methods.Count(one => one is MethodDeclarationSyntax method && callbacks.Contains(method.Identifier.ValueText));
            if (called > 0 && methods.Count - called < 2) updates.RemoveAll(update => update.Member == guarded.Key);
        }

        return updates.ToImmutable();
    }

    /// <summary>The names that stand alone as arguments of calls: methods that are handed over among them.</summary>
    private static HashSet<string> Callbacks(INamedTypeSymbol type)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reference in type.DeclaringSyntaxReferences)
            foreach (var argument in reference.GetSyntax().DescendantNodes().OfType<ArgumentSyntax>())
                if (argument is { Expression: IdentifierNameSyntax name, Parent.Parent: InvocationExpressionSyntax } && ThreadStarts.Of(name) == Started.Never) names.Add(name.Identifier.ValueText);
        return names;
    }

    /// <summary>A mark that something has begun or ended: it keeps out misuse, and says nothing about the figures beside it.</summary>
    private static bool IsFlag(IdentifierNameSyntax name, ISymbol member)
    {
        if ((member as IFieldSymbol)?.Type.SpecialType == SpecialType.System_Boolean) return true;
        return name.FirstAncestorOrSelf<ArgumentSyntax>() is { Parent: ArgumentListSyntax { Arguments: { Count: > 1 } arguments, Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Exchange" or "CompareExchange" } } } }
            && arguments[1].Expression is LiteralExpressionSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax } or IdentifierNameSyntax or CastExpressionSyntax or PrefixUnaryExpressionSyntax;
    }

    /// <summary>A bare name, or one after <c>this</c>.</summary>
    private static bool IsOwn(IdentifierNameSyntax name) =>
        name.Parent is not MemberAccessExpressionSyntax access || access.Expression == name || access.Expression is ThisExpressionSyntax;

    private static bool IsUpdate(IdentifierNameSyntax name, ISymbol member) =>
        MemberUses.KindOf(name) is UseKind.Write or UseKind.Interlocked || (IsCollection(member, out _) && ChangesObject(name));

    private static bool IsCollection(ISymbol member, out bool concurrent)
    {
        var type = (member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type;
        concurrent = type?.ContainingNamespace?.Name == "Concurrent";
        return concurrent || type?.ContainingNamespace is { Name: "Generic", ContainingNamespace.Name: "Collections" };
    }

    /// <summary>The object that the name stands for is changed: <c>_list.Add(x)</c>, <c>(_list ??= []).Add(x)</c>, <c>_map[k] = v</c>.</summary>
    public static bool ChangesObject(SimpleNameSyntax name) => Changes(name, IsChange);

    /// <summary>Something is put into the object that the name stands for.</summary>
    public static bool AddsTo(SimpleNameSyntax name) => Changes(name, IsAdd) || ReplacesEntry(name);

    private static bool Changes(SimpleNameSyntax name, Func<string, bool> isChange)
    {
        SyntaxNode target = name;
        while (target.Parent is ParenthesizedExpressionSyntax or AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceAssignmentExpression }
            or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }
            || (target.Parent is MemberAccessExpressionSyntax access && access.Name == target)) target = target.Parent;
        if (target.Parent is ElementAccessExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } element) return assignment.Left == element;
        return target.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax, Name.Identifier.ValueText: var method } && isChange(method);
    }

    /// <summary>An entry gets another value: <c>_map[k] = v</c>, <c>_map[k]++</c>, <c>_map.AddOrUpdate(…)</c>.</summary>
    public static bool ReplacesEntry(SimpleNameSyntax name) => (name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access.Parent : name.Parent) switch
    {
        ElementAccessExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } element => assignment.Left == element,
        ElementAccessExpressionSyntax { Parent: PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression } or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } } => true,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AddOrUpdate" or "TryUpdate", Parent: InvocationExpressionSyntax } => true,
        _ => false,
    };

    private static bool IsAdd(string method) =>
        method is "Push" or "GetOrAdd" or "Enqueue" || method.StartsWith("Add", StringComparison.Ordinal) || method.StartsWith("TryAdd", StringComparison.Ordinal);

    private static bool IsChange(string method) =>
        IsAdd(method) || method is "Clear" or "Pop" or "Dequeue" or "TryTake" or "TryDequeue" or "TryPop"
        || method.StartsWith("Remove", StringComparison.Ordinal) || method.StartsWith("TryRemove", StringComparison.Ordinal)
        || method.StartsWith("TryUpdate", StringComparison.Ordinal);

    /// <summary>What makes the update atomic, in words; null when nothing does.</summary>
    private static string? How(IdentifierNameSyntax name, ISymbol member, SemanticModel model)
    {
        if (MemberUses.KindOf(name) == UseKind.Interlocked) return "uses Interlocked elsewhere";
        if (member is IFieldSymbol { IsVolatile: true }) return "has volatile fields";
        if (IsCollection(member, out var concurrent) && concurrent) return "holds a concurrent collection";
        return Callers.EvidentLock(model, name) is not null ? "locks elsewhere" : null;
    }

    /// <summary>One update of a member.</summary>
    private readonly record struct Update(string Member, bool IsStatic, IdentifierNameSyntax Name, string? How);
}
