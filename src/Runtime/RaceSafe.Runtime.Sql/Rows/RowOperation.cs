using System.Data.Common;

namespace RaceSafe;

/// <summary>One change of one row, written so that every dialect can make it atomic and exactly-once.</summary>
internal sealed class RowOperation
{
    /// <summary>
    /// From a condition that must hold besides to a statement that changes at most one row and returns <c>racesafe_value</c>. It may read the
    /// table expression <c>racesafe_target</c> when there is a <see cref="Target"/>.
    /// </summary>
    public required Func<string, string> Change { get; init; }

    /// <summary>Bound to every statement.</summary>
    public required Action<DbCommand> Bind { get; init; }

    /// <summary>The rows to change, read and locked before: key columns first, then the current value, then perhaps a limit.</summary>
    public RowTarget? Target { get; init; }

    /// <summary>Read after the change, in the same step, when it did not take place or <see cref="AlwaysAfter"/> is set.</summary>
    public string? After { get; init; }

    public bool AlwaysAfter { get; init; }

    /// <summary>What is done, in metrics.</summary>
    public required string Name { get; init; }

    /// <summary>What the operation id belongs to.</summary>
    public required string Scope { get; init; }

    public OperationId Id { get; init; }

    public long IdLifetime { get; init; }

    public void AddParameters(DbCommand command)
    {
        Bind(command);
        if (Id.IsNone) return;
        Add(command, "racesafe_scope", Scope);
        Add(command, "racesafe_id", Id.Value);
        Add(command, "racesafe_lifetime", IdLifetime);
    }

    public static void Add(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    public static Action<DbCommand> Binding(IEnumerable<(string Name, object? Value)> parameters) => command =>
    {
        foreach (var (name, value) in parameters) Add(command, name, value);
    };
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
