namespace RaceSafe;

/// <summary>
/// A counter column and the rows that it counts, such as <c>events.confirmed_spots</c> and the sum of <c>spots</c> over the confirmed registrations. Names are quoted.
/// </summary>
public sealed record CounterRule
{
    /// <summary>The table with the counter.</summary>
    public required SqlTable Table { get; init; }

    /// <summary>Its primary key, or a column with a unique index.</summary>
    public required string KeyColumn { get; init; }

    /// <summary>The counter: a column of integers.</summary>
    public required string Column { get; init; }

    /// <summary>The table with the rows that are counted.</summary>
    public required SqlTable SourceTable { get; init; }

    /// <summary>Its column that refers to <see cref="KeyColumn"/>. An index on it keeps the repair of one counter cheap.</summary>
    public required string SourceKeyColumn { get; init; }

    /// <summary>The column of integers to add up; null counts rows.</summary>
    public string? SourceColumn { get; init; }

    /// <summary>
    /// Which rows count, as a condition in SQL such as <c>status = 'confirmed'</c>; null: all. It becomes part of the statement as it is: never make it from input, use
    /// <see cref="SourceFilterValues"/>.
    /// </summary>
    public string? SourceFilter { get; init; }

    /// <summary>Values for the parameters of <see cref="SourceFilter"/>, by name without <c>@</c>.</summary>
    public IReadOnlyDictionary<string, object?>? SourceFilterValues { get; init; }

    internal void Check()
    {
        Table.CheckGiven(nameof(Table));
        SourceTable.CheckGiven(nameof(SourceTable));
        SqlIdentifier.Check(KeyColumn);
        SqlIdentifier.Check(Column);
        SqlIdentifier.Check(SourceKeyColumn);
        if (SourceColumn is not null) SqlIdentifier.Check(SourceColumn);
        if (SourceFilterValues?.Keys.FirstOrDefault(name => name.StartsWith("racesafe_", StringComparison.Ordinal)) is { } taken)
            throw new ArgumentException($"Names of parameters that begin with 'racesafe_' are taken: '{taken}'.", nameof(SourceFilterValues));
    }
}

/// <summary>A counter that differs from what it counts.</summary>
/// <param name="Key">Key of its row.</param>
/// <param name="Counter">What it says; null when it holds NULL.</param>
/// <param name="Expected">What its source rows give.</param>
/// <param name="Repaired">It was set to <paramref name="Expected"/>. False when that was not asked for, or the counter was right, or gone, by the time its row was locked.</param>
public sealed record CounterDrift(object Key, long? Counter, long Expected, bool Repaired)
{
    /// <summary>By how much the counter is too high, or too low when negative. NULL counts as 0.</summary>
    public long Difference => (Counter ?? 0) - Expected;
}
