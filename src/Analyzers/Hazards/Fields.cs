using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Hazards;

/// <summary>Several fields of a hash that are read or written by one command: <c>HashGet(key, ["tokens", "time"])</c>, <c>HashSet(key, entries)</c>.</summary>
internal static class Fields
{
    private const int MaxLocals = 8;

    /// <summary>A field that is read is also written, by name.</summary>
    public static bool Meet(Access read, Access write)
    {
        if (write.Place is not { Store: StoreKind.Redis, SubKey: null } || read.Place.SubKey is null || write.ValueOperation is not { } entries) return false;
        var asked = Asked(read);
        return asked.Count > 0 && asked.Overlaps(Written(entries, write.Source.Frame));
    }

    private static HashSet<string> Asked(Access read)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (read.Source.Operation is IInvocationOperation call)
            foreach (var argument in call.Arguments)
                if (argument.Parameter is { } parameter && read.Spec.SubKey.Contains(parameter.Name)) Add(argument.Value, names);
        return names;
    }

    /// <summary>The names of the entries in an expression, and in the variables in it where those are made.</summary>
    private static HashSet<string> Written(IOperation entries, FlowFrame frame)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var locals = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        Collect(entries);
        return names;

        void Collect(IOperation expression)
        {
            foreach (var part in expression.DescendantsAndSelf())
            {
                if (part is IObjectCreationOperation { Type.Name: "HashEntry", Arguments: { Length: > 0 } arguments }) Add(arguments[0].Value, names);
                if (part is not ILocalReferenceOperation { Local: var local } || locals.Count >= MaxLocals || !HoldsEntries(local.Type) || !locals.Add(local)) continue;
                foreach (var made in frame.Graph.OriginalOperation.Descendants())
                    if (made is IVariableDeclaratorOperation { Initializer.Value: { } value } declared && SymbolEqualityComparer.Default.Equals(declared.Symbol, local)) Collect(value);
            }
        }
    }

    private static bool HoldsEntries(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => HoldsEntries(array.ElementType),
        INamedTypeSymbol { TypeArguments: { Length: 1 } held } => HoldsEntries(held[0]),
        _ => type.Name == "HashEntry",
    };

    private static void Add(IOperation operation, HashSet<string> names)
    {
        foreach (var part in operation.DescendantsAndSelf())
            if (part.ConstantValue is { HasValue: true, Value: string name }) names.Add(name);
    }
}
