using Npgsql;
using RaceSafe.Servers;

[assembly: TestFramework("RaceSafe.Servers.SkipWithoutServer", "RaceSafe.Servers")]

namespace RaceSafe.Runtime.Sql.Tests;

/// <summary>One PostgreSQL for all tests of the assembly, with our tables.</summary>
[NeedsServer(RealServer.Postgres)]
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;

    public PostgresServer Server => _server ?? throw new InvalidOperationException("PostgreSQL is not installed; 'dotnet run eng/test.cs' tries to install it.");

    public NpgsqlDataSource Source { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (PostgresServer.Binaries is null) return; // the tests are skipped, or fail with CI=true
        _server = await PostgresServer.StartNewAsync("max_connections=200", "fsync=off", "default_transaction_isolation=read committed");
        Source = NpgsqlDataSource.Create(_server.ConnectionString + ";Maximum Pool Size=40;Timeout=60");
        await using var connection = Source.CreateConnection();
        await SqlSchema.CreateAsync(connection);
    }

    public async Task DisposeAsync()
    {
        if (Source is not null) await Source.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    /// <summary>A data source whose connections go to another port, and are not shared with others.</summary>
    public NpgsqlDataSource Through(int port, string options = "") =>
        NpgsqlDataSource.Create($"{Server.ConnectionString.Replace($"Port={Server.Port}", $"Port={port}")};Maximum Pool Size=20;Timeout=5{options}");
}

[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "PostgreSQL";
}
