using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace RaceSafe.Runtime.Sql.Tests;

/// <summary>A SQLite file of its own, with our tables.</summary>
public sealed class SqliteFile : IAsyncLifetime
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"racesafe-{Guid.NewGuid():N}.db");

    public string ConnectionString => $"Data Source={_path};Default Timeout=30";

    public DbDataSource Source { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Source = SqliteFactory.Instance.CreateDataSource(ConnectionString);
        await using var connection = Source.CreateConnection();
        await SqlSchema.CreateAsync(connection);
    }

    public async Task DisposeAsync()
    {
        await Source.DisposeAsync();
        SqliteConnection.ClearPool(new SqliteConnection(ConnectionString));
        foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), Path.GetFileName(_path) + "*")) File.Delete(file);
    }
}
