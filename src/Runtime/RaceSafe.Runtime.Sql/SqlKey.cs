using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RaceSafe;

/// <summary>
/// Names one row by the columns of a primary key or unique index and their values. A tuple converts to it:
/// <c>("id", 5)</c>. Columns are quoted, values become parameters.
/// </summary>
public readonly struct SqlKey
{
    private const int LongestScope = 256;

    /// <summary>Names a row.</summary>
    /// <param name="columns">At least one column with its value; no value is null.</param>
    /// <exception cref="ArgumentException">There is no column, one is named twice or malformed, or a value is null.</exception>
    public SqlKey(params (string Column, object Value)[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Length == 0) throw new ArgumentException("A key has at least one column.", nameof(columns));
        foreach (var (column, value) in columns)
        {
            SqlIdentifier.Check(column, nameof(columns));
            if (value is null or DBNull) throw new ArgumentException($"The key column '{column}' has no value; null is never equal to anything.", nameof(columns));
        }

        if (columns.Length > 1 && columns.Select(c => c.Column).Distinct(StringComparer.Ordinal).Count() < columns.Length)
            throw new ArgumentException("A column is named twice.", nameof(columns));
        Columns = columns;
    }

    internal (string Column, object Value)[] Columns { get; }

    /// <summary>Names a row by one column.</summary>
    /// <exception cref="ArgumentException">The column is malformed, or the value is null.</exception>
    public static implicit operator SqlKey((string Column, object Value) column) => new(column);

    internal void CheckGiven(string parameter)
    {
        if (Columns is null) throw new ArgumentException("No key is given.", parameter);
    }

    internal string Where(string alias = "") =>
        string.Join(" AND ", Columns.Select((c, i) => $"{alias}{SqlIdentifier.Quote(c.Column)} = @racesafe_k{i}"));

    internal string ColumnList => string.Join(", ", Columns.Select(c => SqlIdentifier.Quote(c.Column)));

    internal string ParameterList => string.Join(", ", Columns.Select((_, i) => $"@racesafe_k{i}"));

    internal ColumnNames Names => Columns.Length == 1 ? new(Columns[0].Column) : ColumnNames.Of([.. Columns.Select(c => c.Column)]);

    /// <summary>The values of the key by the names that texts have for them, and then others: one array, since there is one for every call.</summary>
    internal (string, object?)[] ParametersAnd(params ReadOnlySpan<(string, object?)> others)
    {
        var parameters = new (string, object?)[Columns.Length + others.Length];
        for (var i = 0; i < Columns.Length; i++) parameters[i] = (i == 0 ? "racesafe_k0" : $"racesafe_k{i}", Columns[i].Value);
        others.CopyTo(parameters.AsSpan(Columns.Length));
        return parameters;
    }

    /// <summary>What an operation id belongs to: table, column and row, as text that no other row has.</summary>
    internal string Scope(SqlTable table, string column)
    {
        var row = string.Join(",", Columns.Select(c => $"{SqlIdentifier.Quote(c.Column)}={SqlIdentifier.Quote(Spell(c.Value))}"));
        var scope = $"{table}.{SqlIdentifier.Quote(column)}[{row}]";
        return scope.Length <= LongestScope ? scope : "sha256:" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(scope)));
    }

    private static string Spell(object value) => value switch
    {
        byte[] bytes => Convert.ToHexString(bytes),
        DateTime or DateTimeOffset => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
