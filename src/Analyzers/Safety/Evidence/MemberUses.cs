using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Safety.Confined;

namespace RaceSafe.Analyzers.Safety.Evidence;

/// <summary>How one mention of a member handles it.</summary>
internal enum UseKind
{
    Read,

    /// <summary>A plain assignment or a step.</summary>
    Write,

    /// <summary>By address, with Interlocked.</summary>
    Interlocked,

    /// <summary>By address, with Volatile, or in a way that we do not see into.</summary>
    Address,
}

/// <summary>One mention of a member.</summary>
/// <param name="Name">Where.</param>
/// <param name="Kind">How.</param>
internal readonly record struct MemberUse(SimpleNameSyntax Name, UseKind Kind)
{
    /// <summary>It changes the member once the object is there.</summary>
    public bool Changes => Kind is UseKind.Write or UseKind.Interlocked && !IsInConstructor && !IsInitializer;

    /// <summary>A lambda or local function in a constructor runs when it runs.</summary>
    private bool IsInConstructor =>
        Name.FirstAncestorOrSelf<SyntaxNode>(node => node is ConstructorDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax) is ConstructorDeclarationSyntax;

    private bool IsInitializer => Name.Parent is AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax };
}

/// <summary>Every mention of a member in its type. Asked only of members that a finding is about to be made of.</summary>
internal sealed class MemberUses(Compilation compilation)
{
    private readonly ConcurrentDictionary<ISymbol, ImmutableArray<MemberUse>> _answers = new(SymbolEqualityComparer.Default);

    public ImmutableArray<MemberUse> Of(ISymbol member)
    {
        member = member.OriginalDefinition;
        return _answers.TryGetValue(member, out var known) ? known : _answers.GetOrAdd(member, Search(member));
    }

    /// <summary>Every mention as it matters to that write: whoever changes the collection around an entry changes the entry too.</summary>
    public IEnumerable<MemberUse> Of(ISymbol member, Access write)
    {
        if (!write.Place.IsElement) return Of(member);
        return Of(member).Select(use => use.Kind == UseKind.Read && (SiblingUpdates.ChangesObject(use.Name) || SiblingUpdates.ReplacesEntry(use.Name)) ? use with { Kind = UseKind.Write } : use);
    }

    /// <summary>One of several holders gives the object back, who come and go at any time: <c>Dispose() { if (--_references == 0) … }</c>, while others count with Interlocked.</summary>
    public bool IsCountOfHolders(ISymbol member, Access write) =>
        write.Operation is IIncrementOrDecrementOperation { Parent: not IExpressionStatementOperation } && Of(member).Any(use => IsStep(use.Name) && !LifeCycle.IsIn(use.Name));

    /// <summary>How a mention of a name handles what it names.</summary>
    public static UseKind KindOf(SimpleNameSyntax name) => KindOf(Target(name));

    /// <summary>Interlocked adds to it: <c>Interlocked.Increment(ref _hits)</c>.</summary>
    public static bool IsStep(SimpleNameSyntax name) =>
        KindOf(name) == UseKind.Interlocked && Target(name).Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Increment" or "Decrement" or "Add" } } };

    /// <summary>How a mention of an array handles its elements, or else the array.</summary>
    private static UseKind KindOfElement(SimpleNameSyntax name) =>
        Target(name) is var target && target.Parent is ElementAccessExpressionSyntax element && element.Expression == target ? KindOf(element) : KindOf(target);

    private static ExpressionSyntax Target(SimpleNameSyntax name) => name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;

    private static UseKind KindOf(ExpressionSyntax target)
    {
        return target.Parent switch
        {
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } or PostfixUnaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression,
            } => UseKind.Write,
            AssignmentExpressionSyntax assignment when assignment.Left == target => UseKind.Write,
            ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax swap } tuple } when swap.Left == tuple => UseKind.Write,
            ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword, Parent.Parent: InvocationExpressionSyntax call } => OfCall(call),
            ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.OutKeyword } => UseKind.Write,
            ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword } or RefExpressionSyntax => UseKind.Address,
            _ => UseKind.Read,
        };
    }

    private static UseKind OfCall(InvocationExpressionSyntax call) => call.Expression is MemberAccessExpressionSyntax access
        && access.Expression.ToString() is "Interlocked" or "System.Threading.Interlocked" or "Atomic" or "ImmutableInterlocked" or "System.Collections.Immutable.ImmutableInterlocked" && access.Name.Identifier.ValueText != "Read"
        ? UseKind.Interlocked
        : UseKind.Address;

    private ImmutableArray<MemberUse> Search(ISymbol member)
    {
        var uses = ImmutableArray.CreateBuilder<MemberUse>();
        if (!SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, compilation.Assembly)) return uses.ToImmutable();
        var holdsArray = ((member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type ?? (member as ILocalSymbol)?.Type) is IArrayTypeSymbol;
        foreach (var reference in member.ContainingType.DeclaringSyntaxReferences)
        {
            var model = compilation.GetSemanticModel(reference.SyntaxTree);
            foreach (var node in reference.GetSyntax().DescendantNodes())
            {
                if (node is SimpleNameSyntax name && name.Identifier.ValueText == member.Name
                    && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol?.OriginalDefinition, member))
                    uses.Add(new(name, holdsArray ? KindOfElement(name) : KindOf(name)));
            }
        }

        return uses.ToImmutable();
    }
}
