using System.Data.Common;

namespace RaceSafe;

/// <summary>One change of one row: its values, and the text that every dialect can make atomic and exactly-once.</summary>
/// <remarks>There is one for every call, and the functions are asked seldom: they capture nothing and find here what they need.</remarks>
internal sealed class RowOperation : SqlStep<RowOutcome>
{
    private string? _scope;

    public required SqlDialect Dialect { get; init; }

    /// <summary>Makes the text. Not asked where a text of the same <see cref="Shape"/> is known.</summary>
    public required Func<RowOperation, RowText> TextOf { get; init; }

    /// <summary>Makes <see cref="Scope"/>.</summary>
    public required Func<RowOperation, string> ScopeOf { get; init; }

    /// <summary>The table, where the row is named by a key.</summary>
    public SqlTable Table { get; init; }

    /// <summary>The row.</summary>
    public SqlKey Row { get; init; }

    /// <summary>The column that is changed.</summary>
    public string Column { get; init; } = "";

    /// <summary>Further columns.</summary>
    public GivenColumns Others { get; init; }

    /// <summary>What else the text depends on: the type of the number, for example.</summary>
    public Type? Number { get; init; }

    /// <summary>There is a lower limit that the database has to look at.</summary>
    public bool HasMin { get; init; }

    /// <summary>There is an upper limit that the database has to look at.</summary>
    public bool HasMax { get; init; }

    /// <summary>Values by the names that the text has for them.</summary>
    public required (string Name, object? Value)[] Parameters { get; init; }

    /// <summary>Adds the parameters of a query that the caller has written.</summary>
    public Action<DbCommand>? BindQuery { get; init; }

    /// <summary>Says which operations have the same text; null: no other.</summary>
    public RowShape? Shape => Table.Name is null ? null : new(Dialect, Name, Table, Row.Names, Column, Number, Others.Columns, HasMin, HasMax, !Id.IsNone);

    /// <summary>What the operation id belongs to.</summary>
    public string Scope => _scope ??= ScopeOf(this);

    public override string? Key => RaceSafeTelemetry.KeyGroup is null ? null : Scope;

    public override bool LeavesTrace => !Id.IsNone;

    /// <summary>All values: those of the operation id are the last.</summary>
    public (string Name, object? Value)[] Values => Id.IsNone ? Parameters
        : [.. Parameters, ("racesafe_scope", Scope), ("racesafe_id", Id.Value), ("racesafe_lifetime", AtomicArguments.ToMilliseconds(Options.OperationIdLifetime)!.Value)];

    public override ValueTask<RowOutcome> RunAsync(SqlSession session, CancellationToken cancellationToken) => Dialect.ExecuteAsync(session, this, cancellationToken);

    public override async ValueTask<Confirmation> ConfirmAsync(SqlSession session, CancellationToken cancellationToken)
    {
        await using var command = session.CreateCommand($"SELECT 1 FROM racesafe_ops WHERE scope = @racesafe_scope AND op_id = @racesafe_id AND expires_at > {Dialect.Now}");
        Add(command, "racesafe_scope", Scope);
        Add(command, "racesafe_id", Id.Value);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is null ? Confirmation.NotApplied : Confirmation.Applied;
    }

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

    /// <summary>Whatever the key is, <see cref="Change"/> changes at most one row.</summary>
    public bool IsOneRow { get; init; }

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
/// <param name="Found">What else was read; null for nothing.</param>
internal readonly record struct RowOutcome(AtomicOutcome Outcome, object? Value, FoundRow? Found = null)
{
    public static RowOutcome Of(bool changed, object? value) => changed ? new(AtomicOutcome.Applied, value) : new(AtomicOutcome.Refused, null);

    public static RowOutcome Replayed(string first) => new(AtomicOutcome.Replayed, first);
}

/// <summary>What a <see cref="RowOperation"/> has read besides.</summary>
internal sealed record FoundRow
{
    /// <summary>Rows that the target query found.</summary>
    public long Matches { get; init; }

    /// <summary>Key of the target row.</summary>
    public object?[]? Keys { get; init; }

    /// <summary>Value of the target row before.</summary>
    public object? Current { get; init; }

    /// <summary>First row of the query after the change.</summary>
    public IReadOnlyDictionary<string, object?>? After { get; init; }
}
