namespace RaceSafe;

/// <summary>All that the text of an operation depends on, and none of its values: what has the same shape on the same database has the same text.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Table">The table.</param>
/// <param name="Key">The columns of the key.</param>
/// <param name="Column">The column that is changed.</param>
/// <param name="Number">Its type; null where the text does not depend on it.</param>
/// <param name="Others">Further columns.</param>
/// <param name="HasMin">There is a lower limit.</param>
/// <param name="HasMax">There is an upper limit.</param>
internal readonly record struct RowShape(
    string Operation, SqlTable Table, ColumnNames Key, string Column, Type? Number, ColumnNames Others = default, bool HasMin = false, bool HasMax = false);

/// <summary>Names of columns, compared one by one.</summary>
internal readonly struct ColumnNames(string[] names) : IEquatable<ColumnNames>
{
    private ReadOnlySpan<string> Names => names;

    public bool Equals(ColumnNames other) => Names.SequenceEqual(other.Names);

    public override bool Equals(object? other) => other is ColumnNames columns && Equals(columns);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var name in Names) hash.Add(name);
        return hash.ToHashCode();
    }
}
