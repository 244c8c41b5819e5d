using System.Numerics;

namespace RaceSafe;

/// <summary>The operations on rows, as statements. The public extension methods only say where they run.</summary>
internal static class RowOperations
{
    public static AtomicStoreOptions Default { get; } = new();

    public static Task<T?> IncrementAsync<T>(SqlCaller caller, SqlTable table, SqlKey key, string column, T by, OperationId id, AtomicStoreOptions? options, CancellationToken ct)
        where T : struct, INumber<T>
    {
        Check(table, key, column);
        return RunAsync(caller, options, new()
        {
            Name = "increment",
            Dialect = caller.Dialect,
            TextOf = static operation =>
            {
                var column = SqlIdentifier.Quote(operation.Column);
                string Change(string guard) => $"UPDATE {operation.Table} SET {column} = {operation.Dialect.Sum<T>(column)} WHERE {operation.Row.Where()} AND {guard} RETURNING {column} AS racesafe_value";
                return new() { Change = Change, Direct = Change, Row = RowOf(operation) };
            },
            ScopeOf = static operation => operation.Row.Scope(operation.Table, operation.Column),
            Table = table,
            Row = key,
            Column = column,
            Number = typeof(T),
            Parameters = key.ParametersAnd(("racesafe_by", by)),
            Id = id,
            Options = options ?? Default,
            Writes = true,
        }, static T? (operation, result) => result.Outcome == AtomicOutcome.Refused ? null : NumberRange.Read<T>(result.Value) ?? throw HoldsNull(operation.Column), ct);
    }

    public static Task<T> UpsertIncrementAsync<T>(
        SqlCaller caller, SqlTable table, SqlKey key, string column, T by, IReadOnlyDictionary<string, object?>? others, OperationId id, AtomicStoreOptions? options, CancellationToken ct)
        where T : struct, INumber<T>
    {
        Check(table, key, column);
        var more = Columns(key, others, column);
        return RunAsync(caller, options, new()
        {
            Name = "upsert_increment",
            Dialect = caller.Dialect,
            TextOf = static operation =>
            {
                var (key, column, more) = (operation.Row, SqlIdentifier.Quote(operation.Column), operation.Others);
                string Change(string guard) => $"""
                    INSERT INTO {operation.Table} AS racesafe_row ({key.ColumnList}, {column}{more.Names})
                    SELECT {key.ParameterList}, @racesafe_by{more.Values} WHERE {guard}
                    ON CONFLICT ({key.ColumnList}) DO UPDATE SET {column} = {operation.Dialect.Sum<T>($"racesafe_row.{column}")}
                    RETURNING {column} AS racesafe_value
                    """;
                return new() { Change = Change, IsOneRow = true, Direct = Change, Row = RowOf(operation) };
            },
            ScopeOf = static operation => operation.Row.Scope(operation.Table, operation.Column),
            Table = table,
            Row = key,
            Column = column,
            Others = more,
            Number = typeof(T),
            Parameters = key.ParametersAnd([("racesafe_by", by), .. more.Parameters]),
            Id = id,
            Options = options ?? Default,
            Writes = true,
        }, static (operation, result) => NumberRange.Read<T>(result.Value) ?? throw HoldsNull(operation.Column), ct);
    }

    public static Task<AtomicResult<IReadOnlyDictionary<string, object?>>> InsertIfAbsentAsync(
        SqlCaller caller, SqlTable table, SqlKey key, IReadOnlyDictionary<string, object?>? others, OperationId id, AtomicStoreOptions? options, CancellationToken ct)
    {
        Check(table, key);
        var more = Columns(key, others);
        return RunAsync(caller, options, new()
        {
            Name = "insert_if_absent",
            Dialect = caller.Dialect,
            TextOf = static operation =>
            {
                var (table, key, more) = (operation.Table, operation.Row, operation.Others);
                return new()
                {
                    Change = guard => $"""
                        INSERT INTO {table} ({key.ColumnList}{more.Names}) SELECT {key.ParameterList}{more.Values} WHERE {guard}
                        ON CONFLICT ({key.ColumnList}) DO NOTHING RETURNING 1 AS racesafe_value
                        """,
                    IsOneRow = true,
                    After = $"SELECT * FROM {table} WHERE {key.Where()}",
                };
            },
            ScopeOf = static operation => operation.Row.Scope(operation.Table, "insert"),
            Table = table,
            Row = key,
            Others = more,
            Parameters = key.ParametersAnd(more.Parameters),
            Id = id,
            Options = options ?? Default,
            Writes = true,
        }, static (_, result) => new AtomicResult<IReadOnlyDictionary<string, object?>>(
            result.Found?.After ?? throw new InvalidOperationException("The row was deleted by another caller at the same moment."), result.Outcome), ct);
    }

    public static Task<AtomicResult<long?>> UpdateIfVersionAsync(
        SqlCaller caller, SqlTable table, SqlKey key, string versionColumn, long expected, IReadOnlyDictionary<string, object?> values, OperationId id, AtomicStoreOptions? options, CancellationToken ct)
    {
        Check(table, key, versionColumn);
        ArgumentNullException.ThrowIfNull(values);
        var set = Columns(key, values, versionColumn);
        return RunAsync(caller, options, new()
        {
            Name = "update_if_version",
            Dialect = caller.Dialect,
            TextOf = static operation =>
            {
                var (table, key, version, set) = (operation.Table, operation.Row, SqlIdentifier.Quote(operation.Column), operation.Others);
                return new()
                {
                    Change = guard => $"""
                        UPDATE {table} SET {string.Concat(set.Assignments.Select(a => a + ", "))}{version} = {version} + 1
                        WHERE {key.Where()} AND {version} = @racesafe_expected AND {guard} RETURNING {version} AS racesafe_value
                        """,
                    After = $"SELECT {version} FROM {table} WHERE {key.Where()}",
                };
            },
            ScopeOf = static operation => operation.Row.Scope(operation.Table, operation.Column),
            Table = table,
            Row = key,
            Column = versionColumn,
            Others = set,
            Parameters = key.ParametersAnd([("racesafe_expected", expected), .. set.Parameters]),
            Id = id,
            Options = options ?? Default,
            Writes = true,
        }, static (_, result) => new AtomicResult<long?>(
            NumberRange.Read<long>(result.Outcome == AtomicOutcome.Refused ? result.Found?.After?.Values.First() : result.Value), result.Outcome), ct);
    }

    public static Task<long> NextSequenceAsync(SqlCaller caller, string name, OperationId id, AtomicStoreOptions? options, CancellationToken ct)
    {
        AtomicArguments.CheckKey(name);
        return UpsertIncrementAsync(caller, "racesafe_sequences", ("name", name), "value", 1L, null, id, options, ct);
    }

    /// <summary>Runs an operation, and takes from what became of it what the caller wants.</summary>
    public static Task<TResult> RunAsync<TResult>(
        SqlCaller caller, AtomicStoreOptions? options, RowOperation operation, Func<RowOperation, RowOutcome, TResult> pick, CancellationToken cancellationToken)
    {
        options?.Validate();
        return caller.RunAsync<RowOperation, RowOutcome, TResult>(operation, pick, cancellationToken);
    }

    public static GivenColumns Columns(SqlKey key, IReadOnlyDictionary<string, object?>? values, string? taken = null)
    {
        if (values is null or { Count: 0 }) return default;
        var given = values.ToArray();
        foreach (var (column, _) in given)
        {
            SqlIdentifier.Check(column, nameof(values));
            if (column == taken || key.Columns.Any(k => k.Column == column)) throw new ArgumentException($"The column '{column}' is set twice.", nameof(values));
        }

        return new(given);
    }

    /// <summary>The row of an operation, as the end of a query.</summary>
    public static string RowOf(RowOperation operation) => $"{operation.Table} AS t WHERE {operation.Row.Where("t.")}";

    private static void Check(SqlTable table, SqlKey key)
    {
        table.CheckGiven(nameof(table));
        key.CheckGiven(nameof(key));
    }

    public static void Check(SqlTable table, SqlKey key, string column)
    {
        Check(table, key);
        SqlIdentifier.Check(column);
        foreach (var part in key.Columns)
            if (part.Column == column) throw new ArgumentException($"The column '{column}' is part of the key.", nameof(column));
    }

    public static InvalidOperationException HoldsNull(string column) => new($"The column {SqlIdentifier.Quote(column)} holds NULL, and a sum with NULL is NULL. Nothing was changed.");

    public static InvalidOperationException SeveralRows() =>
        new("More than one row matches; an operation that returns a value works on one row. Name it by its primary key or a unique index.");
}
