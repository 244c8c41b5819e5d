using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Flow.Source;
using RaceSafe.Analyzers.Safety;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers;

/// <summary>Can anything happen in this body? The test that keeps everything else from running.</summary>
internal static class Candidate
{
    // SQL text may write what a query of entities has read.
    private const uint Entities = 1U << (int)StoreKind.Entity;
    private const uint SqlRows = 1U << (int)StoreKind.SqlRow;

    private static readonly ISet<ISymbol> s_none = ImmutableHashSet<ISymbol>.Empty;

    private static bool IsPartOfStatic(ISymbol member, BodyFacts facts, FlowContext context) =>
        facts.PartsOfStatics?.Contains(member) == true && SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, context.Compilation.Assembly)
        && (member is IFieldSymbol || (member is IPropertySymbol property && AutoProperties.Is(property)));

    /// <summary>The members whose reads and writes the flow analysis has to follow; null when it need not run.</summary>
    public static ISet<ISymbol>? Members(IOperation body, IMethodSymbol method, FlowContext context, SafetyQuestions safety, CancellationToken cancellation)
    {
        var facts = context.FactsOf(body, method, cancellation);
        HashSet<ISymbol>? members = null;
        if (facts.MembersWritten is { } written)
        {
            foreach (var member in written)
            {
                var read = facts.MembersRead?.Contains(member) == true;
                if (facts.SharesObjects || (read && (IsPartOfStatic(member, facts, context) || safety.Sharing.IsThinkable(member, method, cancellation))))
                    (members ??= new(SymbolEqualityComparer.Default)).Add(member);
            }
        }

        if (facts.ElementsWritten is { } elements)
        {
            foreach (var array in elements)
                if (safety.Sharing.IsThinkableElement(array, method, cancellation)) (members ??= new(SymbolEqualityComparer.Default)).Add(array);
        }

        if (facts is { EntriesWritten: { } entries, EntriesRead: { } asked })
        {
            foreach (var collection in entries)
                if (asked.Contains(collection) && safety.Sharing.IsThinkableElement(collection, method, cancellation)) (members ??= new(SymbolEqualityComparer.Default)).Add(collection);
        }

        if (facts.Captured is { } captured && facts.StartsThreads) (members ??= new(SymbolEqualityComparer.Default)).UnionWith(captured);

        if (members is not null) return members;
        if ((facts.Reads & facts.Writes) != 0 || ((facts.Reads & Entities) != 0 && (facts.Writes & SqlRows) != 0) || (facts.SharesObjects && facts.ChangesCollections)) return s_none;
        return null;
    }
}
