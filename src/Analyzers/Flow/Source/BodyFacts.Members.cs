using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow.Places;

namespace RaceSafe.Analyzers.Flow.Source;

/// <summary>The members, variables and entries of collections that a body mentions.</summary>
internal sealed partial class BodyFacts
{
    /// <summary>Members that hold plain dictionaries and lists of which an entry is read.</summary>
    public HashSet<ISymbol>? EntriesRead { get; private set; }

    /// <summary>The same, of which an entry is written.</summary>
    public HashSet<ISymbol>? EntriesWritten { get; private set; }

    private void Member(IOperation operation, ISymbol member)
    {
        var (reads, writes) = Usage.Of(operation);
        if (reads) (MembersRead ??= new(SymbolEqualityComparer.Default)).Add(member);
        if (!writes) return;
        (MembersWritten ??= new(SymbolEqualityComparer.Default)).Add(member);
        if (!member.IsStatic && IsOfStatic(operation)) (PartsOfStatics ??= new(SymbolEqualityComparer.Default)).Add(member);
    }

    private void Variable(IOperation operation, ISymbol variable, IMethodSymbol function)
    {
        if (operation.Parent is IArrayElementReferenceOperation element && element.ArrayReference == operation) operation = element;
        else if (operation.Parent is IPropertyReferenceOperation entry && entry.Instance == operation && Entries.IsOne(entry.Property)) operation = entry;
        if (!SymbolEqualityComparer.Default.Equals(variable.ContainingSymbol, function) && Usage.Of(operation).Writes)
            (Captured ??= new(SymbolEqualityComparer.Default)).Add(variable);
    }

    /// <summary>An entry of a dictionary or list that a member holds.</summary>
    private void Entry(IOperation? holder, bool reads, bool writes)
    {
        while (holder is IConversionOperation conversion) holder = conversion.Operand;
        if (holder is not IMemberReferenceOperation { Member: { OriginalDefinition: var member } }) return;
        if (reads) (EntriesRead ??= new(SymbolEqualityComparer.Default)).Add(member);
        if (writes) (EntriesWritten ??= new(SymbolEqualityComparer.Default)).Add(member);
    }

    private static bool IsOfStatic(IOperation? operation)
    {
        while (operation is IMemberReferenceOperation { Instance: { } owner }) operation = owner;
        return operation is IFieldReferenceOperation or IPropertyReferenceOperation;
    }
}
