using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Flow;
using RaceSafe.Analyzers.Safety;
using RaceSafe.Analyzers.Stores;

namespace RaceSafe.Analyzers.Rules.Database;

/// <summary>What kind of race on rows it is.</summary>
internal enum RowRace
{
    /// <summary>A column gets a value computed from what it held when it was loaded.</summary>
    RelativeChange,

    /// <summary>A column that says in which state a row is was looked at, then set.</summary>
    StateChange,

    /// <summary>A row is added because there was none.</summary>
    InsertIfAbsent,

    /// <summary>A row is added because there were few enough.</summary>
    InsertUnderLimit,

    /// <summary>A row gets a number computed from the greatest, or from how many there are.</summary>
    NextNumber,

    /// <summary>One statement writes a value that was loaded by an earlier one.</summary>
    StaleSetBased,

    /// <summary>A row is selected and updated by two statements of SQL.</summary>
    SqlUpdate,
}

/// <summary>How a race on rows ends once everything that may prevent it has been looked at.</summary>
internal enum Outcome
{
    /// <summary>Nothing prevents it.</summary>
    Racy,

    /// <summary>Something may: worth a look, no more.</summary>
    Doubtful,

    /// <summary>There is a transaction around it that does not help.</summary>
    WeakTransaction,

    /// <summary>The database refuses the second writer, and nobody deals with the refusal.</summary>
    Unhandled,

    /// <summary>The database refuses the second writer, and whoever catches the refusal loses the update all the same.</summary>
    Mishandled,
}

/// <summary>A race on rows that nothing silences.</summary>
/// <param name="Race">Its kind.</param>
/// <param name="Read">The query or load.</param>
/// <param name="Write">The change in memory, or the statement.</param>
/// <param name="Save">What makes the change effective; the write itself for a statement.</param>
/// <param name="Entity">The type of the rows.</param>
/// <param name="Column">The column, where there is one.</param>
/// <param name="Outcome">How it ends.</param>
/// <param name="Guard">The guard that was seen and does not help, or what makes the race doubtful.</param>
internal sealed record RowFinding(
    RowRace Race, Access Read, Access Write, Access Save, ITypeSymbol Entity, ISymbol? Column, Outcome Outcome, Answer? Guard)
{
    /// <summary>Table and column in the words of the source: <c>Option.Votes</c>.</summary>
    public string Subject => Rows ?? (Column is null ? Entity.Name : $"{Entity.Name}.{Column.Name}");

    /// <summary>Table and column as SQL text names them, where there is no entity.</summary>
    public string? Rows { get; init; }

    /// <summary>The same where the code that loads and saves is in sight; where it is not, what it does about the race is a guess.</summary>
    public RowFinding? AsFarAsSeen => Read.Spec.Shape != Shapes.Repository && Save.Spec.Shape != Shapes.Repository ? this
        : Outcome is Outcome.Unhandled or Outcome.Mishandled ? null
        : this with { Outcome = Outcome.Doubtful, Guard = new("what the repository does about it is not in sight", null) };

    /// <summary>The parameter of an SQL statement that carries the new value.</summary>
    public string? Parameter { get; init; }

    /// <summary>A clause about the guard, to end a message with; empty without one.</summary>
    public string Remark => Guard is null ? "" : $"; {Guard}";
}
