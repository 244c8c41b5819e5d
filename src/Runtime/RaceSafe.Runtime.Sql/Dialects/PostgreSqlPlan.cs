using System.Text;

namespace RaceSafe;

/// <summary>The statements of an operation for PostgreSQL. Made once for all operations of a shape.</summary>
internal sealed class PostgreSqlPlan
{
    private const string Operation = "scope = @racesafe_scope AND op_id = @racesafe_id";
    private const string FirstTime = $"EXISTS (SELECT 1 FROM racesafe_ops WHERE {Operation} AND result IS NULL)";

    private static readonly Remembered<RowShape, PostgreSqlPlan> Known = new();

    private PostgreSqlPlan(RowOperation operation)
    {
        var (text, once) = (operation.TextOf(operation), !operation.Id.IsNone);
        (Target, HasAfter) = (text.Target, text.After is not null);
        var steps = Steps(text, once);
        Text = string.Join(";\n", steps);
        if (operation.Shape is null) return;
        string[] names = [.. operation.Values.Select(v => v.Name)];
        Whole = [.. steps.Select(s => new SqlStatement(s, names))];
        if (Whole.Length == 1 && text.Target is null) Single = Whole[0];
        if (Optimistic(text, once) is { } optimistic) Quick = new(optimistic, names);
    }

    public RowTarget? Target { get; }

    public bool HasAfter { get; }

    /// <summary>All statements, with parameters by name.</summary>
    public string Text { get; }

    /// <summary>All statements, with parameters by number; null where some are not ours.</summary>
    public SqlStatement[]? Whole { get; }

    /// <summary>One statement that is all there is to do and returns the new value, or no row when nothing was changed; null where that is not so.</summary>
    public SqlStatement? Single { get; }

    /// <summary>
    /// One statement for the usual case, that nothing stands in the way and that no duplicate is under way: half the work of the server. When it is not the usual case it changes nothing and
    /// says so, or fails as a whole. Null where there is none.
    /// </summary>
    public SqlStatement? Quick { get; }

    public static PostgreSqlPlan Of(RowOperation operation) =>
        operation.Shape is { } shape ? Known.Get(shape, operation, static operation => new(operation)) : new(operation);

    // Where there is a quick way too, the row is locked before the record as it is there: of two duplicates on the two ways neither waits for what the other has.
    private static List<string> Steps(RowText text, bool once)
    {
        List<string> steps = [];
        if (once)
            steps.Add($"""
                {(text.Row is null ? "" : $"WITH racesafe_locked AS MATERIALIZED (SELECT 1 FROM {text.Row} FOR NO KEY UPDATE OF t)\n")}INSERT INTO racesafe_ops (scope, op_id, expires_at)
                SELECT @racesafe_scope, @racesafe_id, {SqlDialect.PostgreSql.Now} + @racesafe_lifetime{(text.Row is null ? "" : " FROM (SELECT count(*) FROM racesafe_locked) AS locked")}
                ON CONFLICT (scope, op_id) DO UPDATE SET result = NULL, expires_at = excluded.expires_at
                WHERE racesafe_ops.expires_at <= {SqlDialect.PostgreSql.Now}
                """);
        steps.Add(Change(text, once));
        if (once) steps.AddRange([$"SELECT result FROM racesafe_ops WHERE {Operation}", $"DELETE FROM racesafe_ops WHERE {Operation} AND result IS NULL"]);
        if (text.After is not null) steps.Add(text.After);
        return steps;
    }

    private static string Change(RowText text, bool once)
    {
        if (text.IsOneRow && !once) return text.Change("TRUE");
        var change = new StringBuilder("WITH ");
        if (text.Target is { } target)
            change.Append($"racesafe_target ({target.Columns}) AS MATERIALIZED (\n{target.Query}\nFOR NO KEY UPDATE OF {target.Alias}\n),\n");
        var unique = text.Target is null ? "" : " AND (SELECT count(*) FROM racesafe_target) = 1";
        change.Append($"racesafe_change AS (\n{text.Change((once ? FirstTime : "TRUE") + unique)}\n)");
        if (once)
            change.Append($"""
                ,
                racesafe_op AS (UPDATE racesafe_ops SET result = racesafe_change.racesafe_value::text FROM racesafe_change WHERE {Operation})
                """);
        return change.Append('\n').Append(text.Target is null
            ? "SELECT (SELECT racesafe_value FROM racesafe_change) FROM racesafe_change LIMIT 1" // an error for two rows, and no row for none
            : """
              SELECT (SELECT count(*) FROM racesafe_target), (SELECT racesafe_value FROM racesafe_change), first.*
              FROM (VALUES (1)) one LEFT JOIN (SELECT * FROM racesafe_target LIMIT 1) first ON TRUE
              """).ToString();
    }

    // The record is written by the statement that makes the change, so there is one or there is neither. A duplicate that was quicker than this one made the same record: then this statement fails
    // for it, the change with it.
    private static string? Optimistic(RowText text, bool once) => text switch
    {
        { Direct: null } => null,
        { After: not null } => null,
        _ when once => $"""
            WITH racesafe_first AS MATERIALIZED (
            SELECT result FROM racesafe_ops WHERE {Operation} AND expires_at > {SqlDialect.PostgreSql.Now}
            ),
            racesafe_change AS (
            {text.Direct("NOT EXISTS (SELECT 1 FROM racesafe_first)")}
            ),
            racesafe_op AS (
            INSERT INTO racesafe_ops (scope, op_id, result, expires_at)
            SELECT @racesafe_scope, @racesafe_id, racesafe_value::text, {SqlDialect.PostgreSql.Now} + @racesafe_lifetime FROM racesafe_change WHERE racesafe_value IS NOT NULL
            )
            SELECT (SELECT racesafe_value FROM racesafe_change), (SELECT result FROM racesafe_first)
            """,
        { Obstacle: { } obstacle } => $"""
            WITH racesafe_change AS (
            {text.Direct("TRUE")}
            ),
            racesafe_obstacle AS MATERIALIZED (
            {obstacle} AND NOT EXISTS (SELECT 1 FROM racesafe_change) FOR NO KEY UPDATE OF t
            )
            SELECT (SELECT racesafe_value FROM racesafe_change), current, fits, found FROM racesafe_obstacle RIGHT JOIN (VALUES (1)) one ON TRUE
            """,
        _ => null,
    };
}
