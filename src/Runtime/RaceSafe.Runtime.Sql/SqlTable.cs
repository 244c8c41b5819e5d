namespace RaceSafe;

/// <summary>
/// Names a table, exactly as the database spells it: the name is quoted, so PostgreSQL does not fold it to lower case.
/// A string converts to it; a dot in the string parts schema and name.
/// </summary>
public readonly record struct SqlTable
{
    /// <summary>Names a table.</summary>
    /// <param name="name">1 to 63 bytes of UTF-8, no control characters.</param>
    /// <param name="schema">Null: where the database looks by itself.</param>
    /// <exception cref="ArgumentException">A name is empty, too long or malformed.</exception>
    public SqlTable(string name, string? schema = null)
    {
        Name = SqlIdentifier.Check(name);
        Schema = schema is null ? null : SqlIdentifier.Check(schema);
    }

    /// <summary>The table's name.</summary>
    public string Name { get; }

    /// <summary>The schema's name, if one was given.</summary>
    public string? Schema { get; }

    /// <summary>Names a table by <c>"table"</c> or <c>"schema.table"</c>.</summary>
    /// <exception cref="ArgumentException">A name is empty, too long or malformed, or there is more than one dot.</exception>
    public static implicit operator SqlTable(string table)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        return !table.Contains('.') ? new(table) : table.Split('.') switch
        {
            [var schema, var name] => new(name, schema),
            _ => throw new ArgumentException($"'{table}' has more than one dot; use new SqlTable(name, schema).", nameof(table)),
        };
    }

    /// <summary>The quoted name.</summary>
    public override string ToString() =>
        Schema is null ? SqlIdentifier.Quote(Name) : $"{SqlIdentifier.Quote(Schema)}.{SqlIdentifier.Quote(Name)}";

    internal void CheckGiven(string parameter)
    {
        if (Name is null) throw new ArgumentException("No table is named.", parameter);
    }
}
