using System.Data.Common;
using System.Numerics;

namespace RaceSafe;

/// <summary>The operations on rows, as statements. The public extension methods only say where they run.</summary>
internal static class RowOperations
{
    private static readonly AtomicStoreOptions Default = new();

    public static async Task<T?> IncrementAsync<T>(SqlCaller caller, SqlTable table, SqlKey key, string column, T by, OperationId id, AtomicStoreOptions? options, CancellationToken ct)
        where T : struct, INumber<T>
    {
        var quoted = Check(table, key, column);
        var result = await RunAsync(caller, id, options, new RowOperation
        {
            Name = "increment",
            TextOf = () =>
            {
                string Change(string guard) => $"UPDATE {table} SET {quoted} = {caller.Dialect.Sum<T>(quoted)} WHERE {key.Where()} AND {guard} RETURNING {quoted} AS racesafe_value";
                return new() { Change = Change, Direct = Change, Row = Row(table, key) };
            },
            Shape = new("increment", table, key.Names, column, typeof(T)),
            Parameters = [.. key.Parameters, ("racesafe_by", by)],
            ScopeOf = () => key.Scope(table, column),
            Id = id,
            IdLifetime = Lifetime(options),
        }, ct).ConfigureAwait(false);
        return result.Outcome == AtomicOutcome.Refused ? null : NumberRange.Read<T>(result.Value) ?? throw HoldsNull(quoted);
    }

    public static async Task<AtomicResult<T?>> TryIncrementAsync<T>(
        SqlCaller caller, SqlTable table, SqlKey key, string column, T by, T? min, T? max, OperationId id, AtomicStoreOptions? options, CancellationToken ct)
        where T : struct, INumber<T>
    {
        var quoted = Check(table, key, column);
        if (min > max) throw new ArgumentOutOfRangeException(nameof(max), max, $"The largest sum allowed is below the smallest ({min}).");
        NumberRange.Check<T>();
        var result = await RunAsync(caller, id, options, new RowOperation
        {
            Name = "try_increment",
            TextOf = () => ConditionalText<T>(caller.Dialect, table, key, quoted, min is not null, max is not null),
            Shape = new("try_increment", table, key.Names, column, typeof(T), HasMin: min is not null, HasMax: max is not null),
            Parameters = [.. key.Parameters, ("racesafe_by", by), .. Limits(min, max)],
            ScopeOf = () => key.Scope(table, column),
            Id = id,
            IdLifetime = Lifetime(options),
        }, ct).ConfigureAwait(false);
        return Conditional<T>(result, quoted);
    }

    private static RowText ConditionalText<T>(SqlDialect dialect, SqlTable table, SqlKey key, string column, bool hasMin, bool hasMax) where T : struct, INumber<T>
    {
        var keyColumns = key.Columns.Select(c => SqlIdentifier.Quote(c.Column)).ToArray();
        var ours = Row(table, key);
        string Fits(string row) => string.Join(" AND ", LimitsOf<T>(dialect, $"{row}.{column}", hasMin, hasMax).DefaultIfEmpty("TRUE"));
        return new()
        {
            Target = new($"SELECT {string.Join(", ", keyColumns.Select(c => $"t.{c}"))}, t.{column} FROM {ours}", "t", keyColumns.Length, HasLimit: false),
            Change = ConditionalChange<T>(dialect, table.ToString(), keyColumns, column, hasMin, hasMax),
            Direct = guard => $"""
                UPDATE {table} AS racesafe_row SET {column} = {dialect.Sum<T>($"racesafe_row.{column}")}
                WHERE {key.Where("racesafe_row.")} AND {Fits("racesafe_row")} AND (SELECT count(*) FROM {ours}) = 1 AND {guard}
                RETURNING {dialect.Returned("racesafe_row", column)} AS racesafe_value
                """,
            Obstacle = $"SELECT t.{column} AS current, {Fits("t")} AS fits, TRUE AS found FROM {ours}",
            Row = ours,
        };
    }

    /// <summary>The update of a row that the target query has locked: all that is decided is decided on the locked values.</summary>
    public static Func<string, string> ConditionalChange<T>(
        SqlDialect dialect, string table, IReadOnlyList<string> keyColumns, string column, bool hasMin, bool hasMax, bool limitColumn = false, bool refusesOverflow = true)
        where T : struct, INumber<T>
    {
        var conditions = keyColumns.Select((k, i) => $"racesafe_row.{k} = racesafe_target.k{i}").Concat(LimitsOf<T>(dialect, "racesafe_target.current", hasMin, hasMax, limitColumn, refusesOverflow));
        var where = string.Join(" AND ", conditions);
        return guard => $"""
            UPDATE {table} AS racesafe_row SET {column} = {dialect.Sum<T>($"racesafe_row.{column}")}
            FROM racesafe_target WHERE {where} AND {guard}
            RETURNING {dialect.Returned("racesafe_row", column)} AS racesafe_value
            """;
    }

    /// <summary>The values of the limits of a conditional change.</summary>
    public static IEnumerable<(string, object?)> Limits<T>(T? min, T? max) where T : struct, INumber<T> =>
        [.. min is null ? [] : new (string, object?)[] { ("racesafe_min", min) }, .. max is null ? [] : new (string, object?)[] { ("racesafe_max", max) }];

    private static IEnumerable<string> LimitsOf<T>(SqlDialect dialect, string current, bool hasMin, bool hasMax, bool limitColumn = false, bool refusesOverflow = true)
        where T : struct, INumber<T>
    {
        // Wider than the column, so that a sum beyond the column's type is refused like any other and not an error.
        var sum = $"{dialect.Wide<T>(current)} + @racesafe_by";
        if (hasMin) yield return $"{sum} >= @racesafe_min";
        if (hasMax) yield return $"{sum} <= @racesafe_max";
        if (limitColumn) yield return $"{sum} <= racesafe_target.most";
        if (refusesOverflow && SqlDialect.FitsType<T>(sum) is { } fits) yield return fits;
    }

    public static AtomicResult<T?> Conditional<T>(RowOutcome result, string column) where T : struct, INumber<T>
    {
        if (result is { Outcome: not AtomicOutcome.Replayed, Matches: > 0, Current: null }) throw HoldsNull(column);
        return new(NumberRange.Read<T>(result.Outcome == AtomicOutcome.Refused ? result.Current : result.Value), result.Outcome);
    }

    public static async Task<T> UpsertIncrementAsync<T>(
        SqlCaller caller, SqlTable table, SqlKey key, string column, T by, IReadOnlyDictionary<string, object?>? others, OperationId id, AtomicStoreOptions? options, CancellationToken ct)
        where T : struct, INumber<T>
    {
        var quoted = Check(table, key, column);
        var more = Columns(key, others, column);
        var result = await RunAsync(caller, id, options, new RowOperation
        {
            Name = "upsert_increment",
            TextOf = () =>
            {
                string Change(string guard) => $"""
                    INSERT INTO {table} AS racesafe_row ({key.ColumnList}, {quoted}{more.Names})
                    SELECT {key.ParameterList}, @racesafe_by{more.Values} WHERE {guard}
                    ON CONFLICT ({key.ColumnList}) DO UPDATE SET {quoted} = {caller.Dialect.Sum<T>($"racesafe_row.{quoted}")}
                    RETURNING {quoted} AS racesafe_value
                    """;
                return new() { Change = Change, Direct = Change, Row = Row(table, key) };
            },
            Shape = new("upsert_increment", table, key.Names, column, typeof(T), more.Columns),
            Parameters = [.. key.Parameters, ("racesafe_by", by), .. more.Parameters],
            ScopeOf = () => key.Scope(table, column),
            Id = id,
            IdLifetime = Lifetime(options),
        }, ct).ConfigureAwait(false);
        return NumberRange.Read<T>(result.Value) ?? throw HoldsNull(quoted);
    }

    public static async Task<AtomicResult<IReadOnlyDictionary<string, object?>>> InsertIfAbsentAsync(
        SqlCaller caller, SqlTable table, SqlKey key, IReadOnlyDictionary<string, object?>? others, OperationId id, AtomicStoreOptions? options, CancellationToken ct)
    {
        Check(table, key);
        var more = Columns(key, others);
        var result = await RunAsync(caller, id, options, new RowOperation
        {
            Name = "insert_if_absent",
            TextOf = () => new()
            {
                Change = guard => $"""
                    INSERT INTO {table} ({key.ColumnList}{more.Names}) SELECT {key.ParameterList}{more.Values} WHERE {guard}
                    ON CONFLICT ({key.ColumnList}) DO NOTHING RETURNING 1 AS racesafe_value
                    """,
                After = $"SELECT * FROM {table} WHERE {key.Where()}",
            },
            Shape = new("insert_if_absent", table, key.Names, "", null, more.Columns),
            Parameters = [.. key.Parameters, .. more.Parameters],
            ScopeOf = () => key.Scope(table, "insert"),
            Id = id,
            IdLifetime = Lifetime(options),
        }, ct).ConfigureAwait(false);
        return new(result.After ?? throw new InvalidOperationException("The row was deleted by another caller at the same moment."), result.Outcome);
    }

    public static async Task<AtomicResult<long?>> UpdateIfVersionAsync(
        SqlCaller caller, SqlTable table, SqlKey key, string versionColumn, long expected, IReadOnlyDictionary<string, object?> values, OperationId id, AtomicStoreOptions? options, CancellationToken ct)
    {
        var version = Check(table, key, versionColumn);
        ArgumentNullException.ThrowIfNull(values);
        var set = Columns(key, values, versionColumn);
        var result = await RunAsync(caller, id, options, new RowOperation
        {
            Name = "update_if_version",
            TextOf = () => new()
            {
                Change = guard => $"""
                    UPDATE {table} SET {string.Concat(set.Assignments.Select(a => a + ", "))}{version} = {version} + 1
                    WHERE {key.Where()} AND {version} = @racesafe_expected AND {guard} RETURNING {version} AS racesafe_value
                    """,
                After = $"SELECT {version} FROM {table} WHERE {key.Where()}",
            },
            Shape = new("update_if_version", table, key.Names, versionColumn, null, set.Columns),
            Parameters = [.. key.Parameters, ("racesafe_expected", expected), .. set.Parameters],
            ScopeOf = () => key.Scope(table, versionColumn),
            Id = id,
            IdLifetime = Lifetime(options),
        }, ct).ConfigureAwait(false);
        var current = result.After?.Values.First();
        return new(NumberRange.Read<long>(result.Outcome == AtomicOutcome.Refused ? current : result.Value), result.Outcome);
    }

    public static Task<long> NextSequenceAsync(SqlCaller caller, string name, OperationId id, AtomicStoreOptions? options, CancellationToken ct)
    {
        AtomicArguments.CheckKey(name);
        return UpsertIncrementAsync(caller, "racesafe_sequences", ("name", name), "value", 1L, null, id, options, ct);
    }

    public static ValueTask<RowOutcome> RunAsync(SqlCaller caller, OperationId id, AtomicStoreOptions? options, RowOperation operation, CancellationToken ct)
    {
        options?.Validate();
        return caller.RunAsync(
            (session, token) => caller.Dialect.ExecuteAsync(session, operation, token), repeatable: !id.IsNone, id,
            id.IsNone ? null : (session, token) => ConfirmAsync(session, caller.Dialect, operation, token), options ?? Default, writes: true, ct, operation.Name,
            RaceSafeTelemetry.KeyGroup is null ? null : operation.Scope);
    }

    public static long Lifetime(AtomicStoreOptions? options) => AtomicArguments.ToMilliseconds((options ?? Default).OperationIdLifetime)!.Value;

    private static async ValueTask<Confirmation> ConfirmAsync(SqlSession session, SqlDialect dialect, RowOperation operation, CancellationToken ct)
    {
        await using var command = session.CreateCommand(
            $"SELECT 1 FROM racesafe_ops WHERE scope = @racesafe_scope AND op_id = @racesafe_id AND expires_at > {dialect.Now}");
        RowOperation.Add(command, "racesafe_scope", operation.Scope);
        RowOperation.Add(command, "racesafe_id", operation.Id.Value);
        return await command.ExecuteScalarAsync(ct).ConfigureAwait(false) is null ? Confirmation.NotApplied : Confirmation.Applied;
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

    private static string Row(SqlTable table, SqlKey key) => $"{table} AS t WHERE {key.Where("t.")}";

    private static void Check(SqlTable table, SqlKey key)
    {
        table.CheckGiven(nameof(table));
        key.CheckGiven(nameof(key));
    }

    public static string Check(SqlTable table, SqlKey key, string column)
    {
        Check(table, key);
        SqlIdentifier.Check(column);
        if (key.Columns.Any(k => k.Column == column)) throw new ArgumentException($"The column '{column}' is part of the key.", nameof(column));
        return SqlIdentifier.Quote(column);
    }

    private static InvalidOperationException HoldsNull(string column) => new($"The column {column} holds NULL, and a sum with NULL is NULL. Nothing was changed.");
}
