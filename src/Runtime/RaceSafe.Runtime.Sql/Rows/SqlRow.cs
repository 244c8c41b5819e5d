using System.Data.Common;

namespace RaceSafe;

/// <summary>A row as its columns, by the names that the database gives them.</summary>
internal static class SqlRow
{
    public static async ValueTask<IReadOnlyDictionary<string, object?>?> ReadAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) return null;
        var row = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var i = 0; i < reader.FieldCount; i++) row[reader.GetName(i)] = reader.IsDBNull(i) ? null : reader.GetValue(i);
        return row;
    }
}
