using System.Data.Common;

namespace RaceSafe;

/// <summary>A row as its columns, by the names that the database gives them.</summary>
internal static class SqlRow
{
    public static object? Read(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetValue(column);

    public static async ValueTask<IReadOnlyDictionary<string, object?>?> ReadAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) return null;
        var row = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var i = 0; i < reader.FieldCount; i++) row[reader.GetName(i)] = Read(reader, i);
        return row;
    }
}
