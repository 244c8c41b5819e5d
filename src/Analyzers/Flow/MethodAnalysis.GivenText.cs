using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RaceSafe.Analyzers.Flow.Places;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Flow;

/// <summary>
/// A method of the user's own that runs whatever SQL text it is given: <c>Task&lt;int&gt; ExecuteAsync(string sql, object args)</c>. What it does to
/// which rows is said where it is called, and there the call is what a call of the library would be.
/// </summary>
internal sealed partial class MethodAnalysis
{
    /// <summary>The text, or a piece of it, is a parameter of this method.</summary>
    private bool IsForCallers(Sym text) => text switch
    {
        { Kind: SymKind.Parameter, Head: IParameterSymbol parameter } => SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, _method),
        { Kind: SymKind.Pure } => IsForCallers(text.Parts, 0),
        _ => false,
    };

    private bool IsForCallers(ImmutableArray<Sym> parts, int first) => first < parts.Length && (IsForCallers(parts[first]) || IsForCallers(parts, first + 1));

    /// <summary>It reads or writes, or does both; the container keeps the text.</summary>
    private static bool IsLeftToCallers(Sym text, ref AccessSpec spec, out Place rows)
    {
        spec = spec with { Kind = AccessKind.Update, Container = default };
        rows = new(spec.Store, text, null, null);
        return true;
    }

    /// <summary>What an access of a called method does now that its text is known.</summary>
    private static AccessSpec? Given(Access access, Sym? text) =>
        access.Spec is { Store: StoreKind.SqlRow, Statement: null } && text is not null ? Said(access.Spec, text) : null;

    /// <summary>The argument that a parameter of the called method stands for.</summary>
    private static IOperation? Given(IOperation? value, ImmutableArray<IArgumentOperation> arguments)
    {
        if (value is not IParameterReferenceOperation { Parameter: var parameter }) return null;
        foreach (var argument in arguments)
            if (argument.Parameter?.Ordinal == parameter.Ordinal) return argument.Value;
        return null;
    }
}
