using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using RaceSafe.Runtime.Sql.Tests.Faults;
using RaceSafe.Servers;

[assembly: TestFramework("RaceSafe.Servers.SkipWithoutServer", "RaceSafe.Servers")]

namespace RaceSafe.Runtime.EntityFrameworkCore.Tests;

[NeedsServer(RealServer.Postgres)]
public sealed class PostgresDatabase : IAsyncLifetime
{
    private PostgresServer? _server;

    public PostgresServer Server => _server ?? throw new InvalidOperationException("PostgreSQL is not installed; 'dotnet run eng/test.cs' tries to install it.");

    public string ConnectionString => Server.ConnectionString + ";Maximum Pool Size=40;Timeout=60";

    public static PollContext Open(string connectionString, bool retries = false) => new(new DbContextOptionsBuilder<PollContext>()
        .UseNpgsql(connectionString, npgsql => { if (retries) npgsql.EnableRetryOnFailure(); }).Options);

    public async Task InitializeAsync()
    {
        if (PostgresServer.Binaries is null) return;
        _server = await PostgresServer.StartNewAsync("max_connections=200", "fsync=off");
        await using var db = Open(ConnectionString);
        await db.Database.EnsureCreatedAsync();
        await SqlSchema.CreateAsync(db.Database.GetDbConnection());
    }

    public async Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_server is not null) await _server.DisposeAsync();
    }
}

public sealed class SqliteDatabase : IAsyncLifetime
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"racesafe-ef-{Guid.NewGuid():N}.db");

    public PollContext Open() => new(new DbContextOptionsBuilder<PollContext>().UseSqlite($"Data Source={_path};Default Timeout=30").Options);

    public async Task InitializeAsync()
    {
        await using var db = Open();
        await db.Database.EnsureCreatedAsync();
        await SqlSchema.CreateAsync(db.Database.GetDbConnection());
    }

    public Task DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), Path.GetFileName(_path) + "*")) File.Delete(file);
        return Task.CompletedTask;
    }
}

public sealed class SqliteEntityTests(SqliteDatabase database) : EntityContract, IClassFixture<SqliteDatabase>
{
    protected override PollContext NewContext() => database.Open();

    protected override Exception Conflict() => new SqliteException("database is locked", 5);

    [Fact]
    public async Task A_decimal_is_refused_because_SQLite_has_none()
    {
        await using var db = NewContext();
        await Assert.ThrowsAsync<NotSupportedException>(() => db.Options.Where(o => o.Id == 1).IncrementAsync(o => o.Price, 1.5m));
    }
}

public sealed class PostgresEntityTests(PostgresDatabase database) : EntityContract, IClassFixture<PostgresDatabase>
{
    protected override PollContext NewContext() => PostgresDatabase.Open(database.ConnectionString);

    protected override Exception Conflict() => new PostgresException("could not serialize access", "ERROR", "ERROR", PostgresErrorCodes.SerializationFailure);

    [RealServerFact(RealServer.Postgres)]
    public async Task A_decimal_is_added_exactly()
    {
        await using var db = NewContext();
        var option = db.Add(new Option { Price = 0.1m }).Entity;
        await db.SaveChangesAsync();
        Assert.Equal(0.3m, await db.Options.Where(o => o.Id == option.Id).IncrementAsync(o => o.Price, 0.2m));
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task A_context_with_a_retrying_strategy_repeats_neither_an_increment_nor_a_unit_of_work_twice()
    {
        await using var proxy = new LossyProxy(database.Server.Port);
        var throughProxy = database.Server.ConnectionString.Replace($"Port={database.Server.Port}", $"Port={proxy.Port}");
        await using var db = PostgresDatabase.Open(throughProxy, retries: true);
        var option = db.Add(new Option()).Entity;
        await db.SaveChangesAsync();
        var query = db.Options.Where(o => o.Id == option.Id);

        proxy.LoseFirst(1, "racesafe_target", Loss.Reply);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => query.IncrementAsync(o => o.Votes, 1));
        Assert.Equal(2, await query.IncrementAsync(o => o.Votes, 1));
        proxy.LoseFirst(2, "racesafe_target", Loss.Reply);
        Assert.Equal(3, await query.IncrementAsync(o => o.Votes, 1, OperationId.New()));

        proxy.LoseFirst(1, "COMMIT\0", Loss.Reply);
        await db.SerializableAsync(async (own, ct) =>
        {
            (await own.Options.SingleAsync(o => o.Id == option.Id, ct)).Votes++;
            await own.SaveChangesAsync(ct);
        });
        Assert.Equal(4, await query.Select(o => o.Votes).SingleAsync());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_write_conflict_inside_SaveChanges_runs_the_unit_of_work_again(bool tracked, bool retries)
    {
        await using var db = PostgresDatabase.Open(database.ConnectionString, retries);
        var option = db.Add(new Option()).Entity;
        await db.SaveChangesAsync();
        if (!tracked) db.ChangeTracker.Clear();
        var runs = 0;
        await db.SerializableAsync(async (own, ct) =>
        {
            var loaded = await own.Options.SingleAsync(o => o.Id == option.Id, ct);
            Assert.Equal(tracked, loaded == option);
            if (runs++ == 0)
            {
                await using var other = NewContext();
                await other.Options.Where(o => o.Id == option.Id).IncrementAsync(o => o.Votes, 10, cancellationToken: ct);
            }

            loaded.Votes++;
            await own.SaveChangesAsync(ct); // 40001 inside a DbUpdateException
        });
        Assert.Equal((2, 11), (runs, await db.Options.Where(o => o.Id == option.Id).Select(o => o.Votes).SingleAsync()));
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task A_transaction_that_is_not_serializable_is_refused()
    {
        await using var db = NewContext();
        foreach (var level in new[] { IsolationLevel.ReadCommitted, IsolationLevel.RepeatableRead })
        {
            await using var transaction = await db.Database.BeginTransactionAsync(level);
            await Assert.ThrowsAsync<InvalidOperationException>(() => db.SerializableAsync((_, _) => Task.FromResult(1)));
        }
    }
}
