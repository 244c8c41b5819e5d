namespace RaceSafe;

/// <summary>All that the text of an operation depends on, and none of its values: what has the same shape has the same text.</summary>
/// <param name="Dialect">For which database.</param>
/// <param name="Operation">What is done.</param>
/// <param name="Table">The table.</param>
/// <param name="Key">The columns of the key.</param>
/// <param name="Column">The column that is changed.</param>
/// <param name="Number">Its type; null where the text does not depend on it.</param>
/// <param name="Others">Further columns.</param>
/// <param name="HasMin">There is a lower limit.</param>
/// <param name="HasMax">There is an upper limit.</param>
/// <param name="Once">It has an operation id.</param>
internal readonly record struct RowShape(
    SqlDialect Dialect, string? Operation, SqlTable Table, ColumnNames Key, string Column, Type? Number, ColumnNames Others, bool HasMin, bool HasMax, bool Once);

/// <summary>Names of columns, compared one by one. One name, the usual case, needs no array.</summary>
internal readonly struct ColumnNames(string? first, string[]? others = null) : IEquatable<ColumnNames>
{
    private readonly string? _first = first;
    private readonly string[]? _others = others;

    public static ColumnNames Of(IReadOnlyList<string> names) => names.Count == 0 ? default : new(names[0], names.Count == 1 ? null : [.. names.Skip(1)]);

    public bool Equals(ColumnNames other) => _first == other._first && _others.AsSpan().SequenceEqual(other._others);

    public override bool Equals(object? other) => other is ColumnNames columns && Equals(columns);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(_first);
        foreach (var name in _others.AsSpan()) hash.Add(name);
        return hash.ToHashCode();
    }
}
