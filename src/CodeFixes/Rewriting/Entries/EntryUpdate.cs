using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RaceSafe.CodeFixes.Rewriting.Entries;

/// <summary>What an update does when there is no such entry.</summary>
internal enum WhenAbsent
{
    /// <summary>Throws KeyNotFoundException, as the indexer does.</summary>
    Throws,

    /// <summary>Does nothing.</summary>
    Skips,

    /// <summary>Puts <see cref="EntryUpdate.Initial"/>.</summary>
    Creates,
}

/// <summary>
/// A read and a write of one dictionary entry, understood as one step: new = f(old). How the rewrites spell that step is theirs.
/// </summary>
/// <param name="Dictionary">The dictionary.</param>
/// <param name="Key">The key.</param>
/// <param name="ValueType">The type of the values.</param>
/// <param name="Old">The name that <paramref name="Compute"/> has for the old value.</param>
/// <param name="Compute">The new value.</param>
/// <param name="Absent">What happens without an entry.</param>
/// <param name="Initial">The first value, when absent entries are created.</param>
internal sealed record EntryUpdate(
    ExpressionSyntax Dictionary, ExpressionSyntax Key, ITypeSymbol ValueType, string Old, ExpressionSyntax Compute, WhenAbsent Absent, ExpressionSyntax? Initial)
{
    /// <summary>The statement that becomes the step; null when the write is part of an expression.</summary>
    public StatementSyntax? Statement { get; init; }

    /// <summary>Statements that the step makes superfluous.</summary>
    public IReadOnlyList<StatementSyntax> Superfluous { get; init; } = [];

    /// <summary>The variable that carries the new value on, and its declaration; null when nobody asks for the new value.</summary>
    public VariableDeclaratorSyntax? Result { get; init; }

    /// <summary>The old value is used after the step under its name.</summary>
    public bool OldIsUsedLater { get; init; }

    /// <summary>A call that the new value adds to the old one, and that the first value is: it must run once, before.</summary>
    public ExpressionSyntax? Once => Initial is not null && !EntryNumbers.IsSimple(Initial) && Compute is BinaryExpressionSyntax { Left: IdentifierNameSyntax left, Right: var right }
        && left.Identifier.ValueText == Old && EntryShape.Same(right, Initial) ? Initial : null;

    /// <summary>The write's value is the old one: <c>x++</c> in an expression.</summary>
    public string? BackToOld { get; init; }
}
