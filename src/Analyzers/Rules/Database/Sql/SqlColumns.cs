namespace RaceSafe.Analyzers.Rules.Database.Sql;

/// <summary>How a column of SQL text is called in C#: <c>driver_id</c> is <c>DriverId</c>.</summary>
internal static class SqlColumns
{
    public static bool IsNamed(string column, string member) => string.Equals(column.Replace("_", ""), member.Replace("_", ""), StringComparison.OrdinalIgnoreCase);
}
