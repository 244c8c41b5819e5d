using System.Numerics;

namespace RaceSafe;

/// <summary>Increments that take place only when the sum stays within limits, and within the column's type.</summary>
internal static class ConditionalIncrement
{
    public static Task<AtomicResult<T?>> RunAsync<T>(
        SqlCaller caller, SqlTable table, SqlKey key, string column, T by, T? min, T? max, OperationId id, AtomicStoreOptions? options, CancellationToken ct)
        where T : struct, INumber<T>
    {
        RowOperations.Check(table, key, column);
        if (min > max) throw new ArgumentOutOfRangeException(nameof(max), max, $"The largest sum allowed is below the smallest ({min}).");
        var limits = Limits<T>.Of(by, min, max);
        return RowOperations.RunAsync(caller, options, new()
        {
            Name = "try_increment",
            Dialect = caller.Dialect,
            TextOf = static operation => Text<T>(operation),
            ScopeOf = static operation => operation.Row.Scope(operation.Table, operation.Column),
            Table = table,
            Row = key,
            Column = column,
            Number = typeof(T),
            HasMin = limits.HasMin,
            HasMax = limits.HasMax,
            Parameters = key.ParametersAnd(limits.Parameters),
            Id = id,
            Options = options ?? RowOperations.Default,
            Writes = true,
        }, static (operation, outcome) => Result<T>(outcome, operation.Column), ct);
    }

    public static AtomicResult<T?> Result<T>(RowOutcome result, string column) where T : struct, INumber<T>
    {
        if (result is { Outcome: not AtomicOutcome.Replayed, Found: { Matches: > 0, Current: null } }) throw RowOperations.HoldsNull(column);
        return new(NumberRange.Read<T>(result.Outcome == AtomicOutcome.Refused ? result.Found?.Current : result.Value), result.Outcome);
    }

    /// <summary>The update of a row that the target query has locked: all that is decided is decided on the locked values.</summary>
    public static Func<string, string> Change<T>(SqlDialect dialect, string table, IReadOnlyList<string> keyColumns, string column, Limits<T> limits, bool limitColumn = false)
        where T : struct, INumber<T>
    {
        var conditions = keyColumns.Select((k, i) => $"racesafe_row.{k} = racesafe_target.k{i}").Concat(limits.Conditions(dialect, "racesafe_target.current"));
        // Wider than the column, so that a sum beyond the column's type is refused like any other and not an error.
        if (limitColumn) conditions = conditions.Append($"{dialect.Wide<T>("racesafe_target.current")} + @racesafe_by <= racesafe_target.most");
        var where = string.Join(" AND ", conditions);
        return guard => $"""
            UPDATE {table} AS racesafe_row SET {column} = {dialect.Sum<T>($"racesafe_row.{column}")}
            FROM racesafe_target WHERE {where} AND {guard}
            RETURNING {dialect.Returned("racesafe_row", column)} AS racesafe_value
            """;
    }

    private static RowText Text<T>(RowOperation operation) where T : struct, INumber<T>
    {
        var (dialect, table, key, column) = (operation.Dialect, operation.Table, operation.Row, SqlIdentifier.Quote(operation.Column));
        var limits = new Limits<T>(operation.HasMin, operation.HasMax);
        var keyColumns = key.Columns.Select(c => SqlIdentifier.Quote(c.Column)).ToArray();
        var ours = RowOperations.RowOf(operation);
        string Fits(string row) => string.Join(" AND ", limits.Conditions(dialect, $"{row}.{column}").DefaultIfEmpty("TRUE"));
        return new()
        {
            Target = new($"SELECT {string.Join(", ", keyColumns.Select(c => $"t.{c}"))}, t.{column} FROM {ours}", "t", keyColumns.Length, HasLimit: false),
            Change = Change(dialect, table.ToString(), keyColumns, column, limits),
            // More than one row is an error in place of a value, which is cheaper than to count them.
            Direct = guard => $"""
                UPDATE {table} AS racesafe_row SET {column} = {dialect.Sum<T>($"racesafe_row.{column}")}
                WHERE {key.Where("racesafe_row.")} AND {Fits("racesafe_row")} AND (SELECT TRUE FROM {ours}) AND {guard}
                RETURNING {dialect.Returned("racesafe_row", column)} AS racesafe_value
                """,
            Obstacle = $"SELECT t.{column} AS current, {Fits("t")} AS fits, TRUE AS found FROM {ours}",
            Row = ours,
        };
    }
}
