using System.Data.Common;

namespace RaceSafe;

/// <summary>One change of one row: its values, and the text that every dialect can make atomic and exactly-once.</summary>
internal sealed class RowOperation
{
    private string? _scope;

    /// <summary>What is done, in metrics.</summary>
    public required string Name { get; init; }

    /// <summary>Makes the text. Not asked where a text of the same <see cref="Shape"/> is known.</summary>
    public required Func<RowText> TextOf { get; init; }

    /// <summary>Says which operations have the same text; null: no other.</summary>
    public RowShape? Shape { get; init; }

    /// <summary>Values by the names that the text has for them.</summary>
    public required (string Name, object? Value)[] Parameters { get; init; }

    /// <summary>Adds the parameters of a query that the caller has written.</summary>
    public Action<DbCommand>? BindQuery { get; init; }

    /// <summary>Makes <see cref="Scope"/>.</summary>
    public required Func<string> ScopeOf { get; init; }

    /// <summary>What the operation id belongs to.</summary>
    public string Scope => _scope ??= ScopeOf();

    public OperationId Id { get; init; }

    public long IdLifetime { get; init; }

    /// <summary>All values: those of the operation id are the last.</summary>
    public (string Name, object? Value)[] Values => Id.IsNone ? Parameters
        : [.. Parameters, ("racesafe_scope", Scope), ("racesafe_id", Id.Value), ("racesafe_lifetime", IdLifetime)];

    public void AddParameters(DbCommand command)
    {
        BindQuery?.Invoke(command);
        foreach (var (name, value) in Values) Add(command, name, value);
    }

    public static void Add(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }
}

/// <summary>The text of a <see cref="RowOperation"/>.</summary>
internal sealed class RowText
{
    /// <summary>
    /// From a condition that must hold besides to a statement that changes at most one row and returns <c>racesafe_value</c>. It may read the
    /// table expression <c>racesafe_target</c> when there is a <see cref="Target"/>.
    /// </summary>
    public required Func<string, string> Change { get; init; }

    /// <summary>As <see cref="Change"/>, on its own: it looks at the row itself and not at a target. Null where there is no such statement.</summary>
    public Func<string, string>? Direct { get; init; }

    /// <summary>The row that <see cref="Direct"/> changes, as the end of a query: its table, by the name <c>t</c>, and a condition.</summary>
    public string? Row { get; init; }

    /// <summary>
    /// Why <see cref="Direct"/> did nothing: a query for the row's current value (<c>current</c>), for whether the change is possible after all (<c>fits</c>), and for TRUE (<c>found</c>). Ends in
    /// its WHERE; its table is <c>t</c>.
    /// </summary>
    public string? Obstacle { get; init; }

    /// <summary>The rows to change, read and locked before: key columns first, then the current value, then perhaps a limit.</summary>
    public RowTarget? Target { get; init; }

    /// <summary>Read after the change, in the same step.</summary>
    public string? After { get; init; }
}

/// <summary>A query for the rows to change.</summary>
/// <param name="Query">A SELECT that ends in its WHERE, so that a lock clause can follow.</param>
/// <param name="Alias">Name of the table to lock within the query.</param>
/// <param name="Keys">Number of key columns, which come first.</param>
/// <param name="HasLimit">A last column holds the upper limit.</param>
internal sealed record RowTarget(string Query, string Alias, int Keys, bool HasLimit)
{
    public string Columns =>
        string.Join(", ", Enumerable.Range(0, Keys).Select(i => $"k{i}").Append("current").Concat(HasLimit ? ["most"] : Array.Empty<string>()));
}

/// <summary>What became of a <see cref="RowOperation"/>.</summary>
/// <param name="Outcome">Refused when no row was changed.</param>
/// <param name="Value">Returned by the change; text when replayed.</param>
/// <param name="Matches">Rows that the target query found.</param>
/// <param name="Keys">Key of the target row.</param>
/// <param name="Current">Value of the target row before.</param>
/// <param name="After">First row of the query after the change.</param>
internal sealed record RowOutcome(
    AtomicOutcome Outcome, object? Value, long Matches = 0, object?[]? Keys = null, object? Current = null, IReadOnlyDictionary<string, object?>? After = null)
{
    public static RowOutcome Of(bool changed, object? value, string? first) =>
        changed ? new(AtomicOutcome.Applied, value) : first is not null ? new(AtomicOutcome.Replayed, first) : new(AtomicOutcome.Refused, null);
}
