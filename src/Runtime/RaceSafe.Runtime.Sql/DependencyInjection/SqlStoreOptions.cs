using System.Data.Common;

namespace RaceSafe;

/// <summary>Options of a store in a SQL database.</summary>
public sealed class SqlStoreOptions : AtomicStoreOptions
{
    /// <summary>Where the database is. Required unless <see cref="DataSource"/> is set.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Gives connections; set it to share a configured <c>NpgsqlDataSource</c>. Not disposed by the store. Takes the place of <see cref="ConnectionString"/>.</summary>
    public DbDataSource? DataSource { get; set; }

    /// <inheritdoc/>
    protected override IEnumerable<string> FindErrors()
    {
        foreach (var error in base.FindErrors()) yield return error;
        if (DataSource is null && string.IsNullOrWhiteSpace(ConnectionString))
            yield return $"{nameof(ConnectionString)} must be set, or {nameof(DataSource)}.";
        else if (DataSource is not null && ConnectionString is not null)
            yield return $"{nameof(ConnectionString)} and {nameof(DataSource)} must not both be set.";
    }
}
