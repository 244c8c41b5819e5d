using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using RaceSafe;
using RaceSafe.Bench.Sql;
using RaceSafe.Servers;

// Suite 4: hot row and one row per worker; the best correct hand-written statement first, the racy original last.
var rounds = args is [var text, ..] ? int.Parse(text) : 7;
var turn = TimeSpan.FromSeconds(args is [_, var seconds, ..] ? double.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture) : 2);
var only = args is [_, _, var name, ..] ? name : null; // cases whose name holds this; the page is not written then
var page = new Page();
page.Write("# Performance of the runtime: PostgreSQL and SQLite\n");
page.Write(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"""
    Written by `dotnet run -c Release --project bench/RaceSafe.Bench.Sql {rounds} {turn.TotalSeconds}`: {Environment.ProcessorCount} cores, {rounds} rounds of {turn.TotalSeconds} s each, in turn; client and server share
    the machine. PostgreSQL runs with `synchronous_commit=off`, so that the figures are about the statements and not about the disk, but where a case says *on disk*: there every commit waits for it, as it does
    unless one chooses otherwise. *ratio* is to the first of each case, which is the best correct code by hand;
    *round trips* are how often one caller sends something per operation, counted by a proxy; *lost* are acknowledged updates that are not in the final value. {Load()} when it began.

    """));
page.Write("| case | contender | ops/s, median | ratio to the first: min / median / max | p99 ms | bytes/op | round trips | lost |");
page.Write("|---|---|---|---|---|---|---|---|");
await using var server = await PostgresServer.StartNewAsync("synchronous_commit=off", "max_connections=100");
const string pool = ";Max Auto Prepare=50;Auto Prepare Min Usages=2;Maximum Pool Size=40";
await using var direct = NpgsqlDataSource.Create(server.ConnectionString + pool);
await using var durable = NpgsqlDataSource.Create(server.ConnectionString + pool + ";Options=-c synchronous_commit=on");
await using var counted = new RoundTrips(server, pool);
var source = direct;
await using (var setUp = source.CreateConnection())
{
    await SqlSchema.CreateAsync(setUp);
    await ExecuteAsync("CREATE TABLE counters (id int PRIMARY KEY, n bigint NOT NULL) WITH (fillfactor = 50); INSERT INTO counters SELECT i, 0 FROM generate_series(0, 63) i");
}

var places = new[] { ("hot row, 16 callers", 16, 0), ("row per caller, 16", 16, 1), ("1 caller", 1, 0) };
foreach (var (where, workers, spread, timed) in places.SelectMany(one => new[] { direct, durable }, (one, by) => (one.Item1, one.Item2, one.Item3, by)))
{
    source = timed;
    var place = timed == durable ? where + ", on disk" : where;
    int Row(int worker) => worker * spread;
    Contest In(string name) => new(page, $"{name}, {place}", workers, () => ExecuteAsync("UPDATE counters SET n = 0; DELETE FROM racesafe_ops"), SumAsync, contender => CountAsync(contender, timed));
    if (Wanted("increment")) await In("increment").RunAsync(rounds, turn,
        new("hand-written UPDATE … RETURNING", w => ScalarAsync("UPDATE counters SET n = n + $1 WHERE id = $2 RETURNING n", 1L, Row(w))),
        new("IncrementAsync", w => source.IncrementAsync("counters", ("id", Row(w)), "n")),
        new("IncrementAsync, exactly once", w => source.IncrementAsync("counters", ("id", Row(w)), "n", operationId: OperationId.New())),
        new("racy SELECT, UPDATE", async w =>
        {
            var n = (long)(await ScalarAsync("SELECT n FROM counters WHERE id = $1", Row(w)))!;
            await ScalarAsync("UPDATE counters SET n = $1 WHERE id = $2", n + 1, Row(w));
        }, IsRight: false));
    if (Wanted("capped")) await In("capped").RunAsync(rounds, turn,
        new("hand-written, no current value when refused", w => ScalarAsync("UPDATE counters SET n = n + $1 WHERE id = $2 AND n + $1 <= $3 RETURNING n", 1L, Row(w), 1_000_000_000L)),
        new("TryIncrementAsync", w => source.TryIncrementAsync("counters", ("id", Row(w)), "n", 1, max: 1_000_000_000)));
    if (Wanted("upsert")) await In("upsert").RunAsync(rounds, turn,
        new("hand-written ON CONFLICT", w => ScalarAsync("INSERT INTO counters AS c (id, n) VALUES ($2, $1) ON CONFLICT (id) DO UPDATE SET n = c.n + excluded.n RETURNING n", 1L, Row(w))),
        new("UpsertIncrementAsync", w => source.UpsertIncrementAsync("counters", ("id", Row(w)), "n")));
    if (Wanted("read, compute, write")) await In("read, compute, write").RunAsync(rounds, turn,
        new("hand-written FOR UPDATE", w => LockedAsync(Row(w))),
        new("WithRowLockAsync", w => source.WithRowLockAsync("counters", "id", [Row(w)], async (rows, ct) => await AddAsync(rows.Connection, rows.Transaction, Row(w)))),
        new("WithRowLockAsync, read with the lock", w => source.WithRowLockAsync("counters", "id", [Row(w)], async (rows, ct) =>
            await WriteAsync(rows.Connection, rows.Transaction, Row(w), (long)rows.Values[Row(w)]["n"]! + 1), columns: ["n"])),
        new("SerializableAsync", w => source.SerializableAsync((work, ct) => AddAsync(work.Connection, work.Transaction, Row(w)),
            new AtomicStoreOptions { Retry = new() { TotalBudget = TimeSpan.FromMinutes(5) }, OperationIdLifetime = TimeSpan.FromHours(1) })));
}

var file = Path.Combine(Path.GetTempPath(), $"racesafe-bench-{Guid.NewGuid():N}.db");
await using (var sqlite = SqliteFactory.Instance.CreateDataSource($"Data Source={file};Default Timeout=30"))
{
    await using (var setUp = sqlite.CreateConnection()) await SqlSchema.CreateAsync(setUp);
    await SqliteAsync("CREATE TABLE counters (id INTEGER PRIMARY KEY, n INTEGER NOT NULL); INSERT INTO counters VALUES (0, 0)");
    foreach (var workers in Wanted("SQLite increment") ? new[] { 1, 4 } : [])
        await new Contest(page, $"SQLite increment, WAL, FULL, {workers} callers", workers, () => SqliteAsync("UPDATE counters SET n = 0"), async () => (long)(await SqliteAsync("SELECT n FROM counters"))!).RunAsync(rounds, turn,
            new("hand-written UPDATE … RETURNING", _ => SqliteAsync("UPDATE counters SET n = n + 1 WHERE id = 0 RETURNING n")),
            new("IncrementAsync", _ => sqlite.IncrementAsync("counters", ("id", 0), "n")),
            new("IncrementAsync, exactly once", _ => sqlite.IncrementAsync("counters", ("id", 0), "n", operationId: OperationId.New())));

    async Task<object?> SqliteAsync(string sql)
    {
        await using var connection = await sqlite.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}

page.Write($"\n{Load()} at the end. Where others are at work on the machine the ratios hold, as far as their spread says, and the absolute figures do not.");
if (only is null) page.Save("performance-sql.md");
SqliteConnection.ClearAllPools();
foreach (var left in Directory.EnumerateFiles(Path.GetTempPath(), Path.GetFileName(file) + "*")) File.Delete(left);

async Task<double> CountAsync(Contender contender, NpgsqlDataSource timed)
{
    source = counted.Source;
    var trips = await counted.CountAsync(contender.RunAsync);
    source = timed;
    return trips;
}

bool Wanted(string name) => only is null || name.Contains(only, StringComparison.Ordinal);

static string Load() => File.Exists("/proc/loadavg") ? $"Load average {string.Join(", ", File.ReadAllText("/proc/loadavg").Split(' ').Take(3))} (1, 5, 15 minutes)" : "Load average unknown";

async Task ExecuteAsync(string sql)
{
    await using var command = source.CreateCommand(sql);
    await command.ExecuteNonQueryAsync();
}

async Task<object?> ScalarAsync(string sql, params object[] values)
{
    await using var command = source.CreateCommand(sql);
    foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
    return await command.ExecuteScalarAsync();
}

async Task<long> SumAsync() => Convert.ToInt64(await ScalarAsync("SELECT sum(n) FROM counters"));

async Task LockedAsync(int row)
{
    await using var connection = await source.OpenConnectionAsync();
    await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
    await AddAsync(connection, transaction, row, " FOR NO KEY UPDATE");
    await transaction.CommitAsync();
}

static async Task<long> AddAsync(DbConnection connection, DbTransaction transaction, int row, string locking = "")
{
    await using var read = new NpgsqlCommand("SELECT n FROM counters WHERE id = $1" + locking, (NpgsqlConnection)connection, (NpgsqlTransaction)transaction) { Parameters = { new() { Value = row } } };
    return await WriteAsync(connection, transaction, row, (long)(await read.ExecuteScalarAsync())! + 1);
}

static async Task<long> WriteAsync(DbConnection connection, DbTransaction transaction, int row, long n)
{
    await using var write = new NpgsqlCommand("UPDATE counters SET n = $1 WHERE id = $2", (NpgsqlConnection)connection, (NpgsqlTransaction)transaction) { Parameters = { new() { Value = n }, new() { Value = row } } };
    await write.ExecuteNonQueryAsync();
    return n;
}
