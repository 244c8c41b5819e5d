using System.Data.Common;
using Npgsql;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Sql.Tests.Faults;

/// <summary>Lost commits, killed connections, cancelled waits.</summary>
[Collection(PostgresCollection.Name)]
public sealed class TransactionFaultTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly string _table = $"faults_{Guid.NewGuid():N}";

    public async Task InitializeAsync()
    {
        if (PostgresServer.Binaries is not null)
            await ExecuteAsync($"CREATE TABLE {_table} (id int PRIMARY KEY, n int NOT NULL); INSERT INTO {_table} VALUES (1, 0), (2, 0)");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [RealServerTheory(RealServer.Postgres)]
    [InlineData(Loss.Reply)]
    [InlineData(Loss.Request)]
    [InlineData(Loss.Reset)]
    public async Task A_lost_commit_is_resolved_by_asking_the_server(Loss loss)
    {
        await using var proxy = new LossyProxy(postgres.Server.Port);
        await using var source = postgres.Through(proxy.Port);
        proxy.LoseEvery(3, "COMMIT\0", loss);
        const int calls = 15;
        var runs = 0;
        for (var i = 0; i < calls; i++)
        {
            Assert.Equal(i + 1, await source.SerializableAsync(async (work, ct) =>
            {
                runs++;
                return Convert.ToInt32(await ScalarAsync(work, $"UPDATE {_table} SET n = n + 1 WHERE id = 1 RETURNING n", ct));
            }));
        }

        Assert.True(proxy.Losses >= 5);
        Assert.Equal(calls, await ValueAsync(1));
        Assert.Equal(loss == Loss.Request ? calls + proxy.Losses : calls, runs); // only what was rolled back ran again
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task A_lost_commit_with_no_time_left_is_unknown_and_can_be_confirmed()
    {
        await using var proxy = new LossyProxy(postgres.Server.Port);
        await using var source = postgres.Through(proxy.Port);
        proxy.LoseEvery(1, "COMMIT\0", Loss.Reply);
        var once = new AtomicStoreOptions { Retry = RetryPolicy.None };
        var error = await Assert.ThrowsAsync<OutcomeUnknownException>(() => source.SerializableAsync((work, ct) => ScalarAsync(work, $"UPDATE {_table} SET n = 5 WHERE id = 1", ct), once));
        Assert.Equal(Confirmation.Applied, await error.ConfirmAsync());

        proxy.LoseEvery(1, "COMMIT\0", Loss.Request);
        error = await Assert.ThrowsAsync<OutcomeUnknownException>(() => source.SerializableAsync((work, ct) => ScalarAsync(work, $"UPDATE {_table} SET n = 6 WHERE id = 1", ct), once));
        Assert.Equal(Confirmation.NotApplied, await error.ConfirmAsync());
        Assert.Equal(5, await ValueAsync(1));

        proxy.LoseEvery(1, "COMMIT\0", Loss.Reply); // what only reads has nothing to lose
        Assert.Equal(5, Convert.ToInt32(await source.SerializableAsync((work, ct) => ScalarAsync(work, $"SELECT n FROM {_table} WHERE id = 1", ct), once)));
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task A_body_under_row_locks_runs_once_though_its_commit_is_lost()
    {
        await using var proxy = new LossyProxy(postgres.Server.Port);
        await using var source = postgres.Through(proxy.Port);
        proxy.LoseEvery(1, "COMMIT\0", Loss.Reply);
        var runs = 0;
        var locking = source.WithRowLockAsync(_table, "id", [1], async (rows, ct) =>
        {
            runs++;
            return await ScalarAsync(new(rows.Connection, rows.Transaction), $"UPDATE {_table} SET n = n + 1 WHERE id = 1 RETURNING n", ct);
        });
        Assert.Equal((1, 1, 1), (Convert.ToInt32(await locking), runs, await ValueAsync(1)));

        proxy.LoseEvery(1, "COMMIT\0", Loss.Request);
        await Assert.ThrowsAsync<TimeoutException>(() => source.WithRowLockAsync(_table, "id", [1], async (rows, ct) =>
        {
            runs++;
            return await ScalarAsync(new(rows.Connection, rows.Transaction), $"UPDATE {_table} SET n = n + 1 WHERE id = 1", ct);
        }));
        Assert.Equal((2, 1), (runs, await ValueAsync(1)));
    }

    [RealServerTheory(RealServer.Postgres)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_connection_killed_at_any_step_costs_one_more_run_and_nothing_else(int step)
    {
        var runs = 0;
        await postgres.Source.SerializableAsync(async (work, ct) =>
        {
            var kill = runs++ == 0;
            if (kill && step == 0) await TerminateAsync(work);
            var n = Convert.ToInt32(await ScalarAsync(work, $"SELECT n FROM {_table} WHERE id = 1", ct));
            if (kill && step == 1) await TerminateAsync(work);
            await ScalarAsync(work, $"UPDATE {_table} SET n = {n + 1} WHERE id = 1", ct);
            if (kill && step == 2) await TerminateAsync(work); // the next is our question for the id, then COMMIT
        });
        Assert.Equal((2, 1), (runs, await ValueAsync(1)));
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task A_connection_killed_while_it_waits_for_a_row_is_unknown_without_an_id_and_exact_with_one()
    {
        await using var blocker = await postgres.Source.OpenConnectionAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await ScalarAsync(new(blocker, transaction), $"UPDATE {_table} SET n = n WHERE id = 1");
        var plain = postgres.Source.IncrementAsync(_table, ("id", 1), "n");
        await TerminateWaitingAsync();
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => plain);

        var once = postgres.Source.IncrementAsync(_table, ("id", 1), "n", 1, OperationId.New());
        await TerminateWaitingAsync();
        await transaction.CommitAsync();
        Assert.Equal(1, await once);
        Assert.Equal(1, await ValueAsync(1));
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task Cancelled_while_it_waits_for_a_row_an_increment_is_not_applied()
    {
        await using var blocker = await postgres.Source.OpenConnectionAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await ScalarAsync(new(blocker, transaction), $"UPDATE {_table} SET n = n WHERE id = 1");
        using var stop = new CancellationTokenSource(300);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => postgres.Source.IncrementAsync(_table, ("id", 1), "n", 1, OperationId.New(), cancellationToken: stop.Token));
        await transaction.CommitAsync();
        Assert.Equal(0, await ValueAsync(1));
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task Within_the_callers_transaction_the_drivers_own_error_arrives_and_nothing_is_repeated()
    {
        await using var connection = await postgres.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await TerminateAsync(new(connection, transaction));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => connection.IncrementAsync(_table, ("id", 1), "n", 1, transaction, OperationId.New()));
        Assert.Equal(0, await ValueAsync(1));
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task A_connection_that_the_caller_opened_is_not_opened_anew()
    {
        await using var connection = await postgres.Source.OpenConnectionAsync();
        await TerminateAsync(new(connection, null!));
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => connection.IncrementAsync(_table, ("id", 1), "n", 1, operationId: OperationId.New()));
        Assert.NotEqual(System.Data.ConnectionState.Open, connection.State);
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task An_isolation_level_that_conflicts_is_run_again()
    {
        await using var source = NpgsqlDataSource.Create($"{postgres.Server.ConnectionString};Options=-c default_transaction_isolation=serializable;Maximum Pool Size=20");
        var store = new SqlAtomicStore(source);
        var patient = new AtomicStoreOptions { Retry = new() { TotalBudget = TimeSpan.FromSeconds(60) } };
        var key = Guid.NewGuid().ToString();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            await source.IncrementAsync(_table, ("id", 1), "n", 1, OperationId.New(), patient);
            await store.IncrementAsync(key);
        })));
        Assert.Equal(20, await ValueAsync(1));
        Assert.Equal("20"u8.ToArray(), await store.GetAsync(key));
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task A_server_that_is_down_when_the_call_begins_and_comes_back_is_waited_for()
    {
        await using var server = await PostgresServer.StartNewAsync();
        await using var source = NpgsqlDataSource.Create(server.ConnectionString + ";Pooling=false");
        await using (var command = source.CreateCommand("CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (1, 0)")) await command.ExecuteNonQueryAsync();
        await server.KillAsync();
        var patient = new AtomicStoreOptions { Retry = new() { TotalBudget = TimeSpan.FromSeconds(60) } };
        var counting = source.IncrementAsync("t", ("id", 1), "n", options: patient);
        await Task.Delay(500);
        await server.StartAsync();
        Assert.Equal(1, await counting);
    }

    [RealServerFact(RealServer.Postgres)]
    public async Task Without_our_tables_the_error_says_what_to_do()
    {
        await using var bare = NpgsqlDataSource.Create(postgres.Server.ConnectionString.Replace("Database=postgres", "Database=template1"));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => bare.NextSequenceAsync("x"));
        Assert.Contains("SqlSchema.CreateAsync", error.Message);
        Assert.Contains("SqlSchema.CreateAsync", (await Assert.ThrowsAsync<InvalidOperationException>(async () => await new SqlAtomicStore(bare).IncrementAsync("x"))).Message);
    }

    private static async Task<object?> ScalarAsync(SqlWork work, string sql, CancellationToken cancellationToken = default)
    {
        await using var command = work.Connection.CreateCommand();
        command.Transaction = work.Transaction;
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task TerminateAsync(SqlWork work)
    {
        await ExecuteAsync($"SELECT pg_terminate_backend({((NpgsqlConnection)work.Connection).ProcessID})");
        await Task.Delay(50);
    }

    private async Task TerminateWaitingAsync()
    {
        var killed = 0;
        for (var i = 0; killed == 0; i++)
        {
            Assert.True(i < 200, "nobody waits");
            await Task.Delay(50);
            await using var command = postgres.Source.CreateCommand(
                $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%{_table}%' AND pid <> pg_backend_pid()");
            killed = Convert.ToInt32(await command.ExecuteScalarAsync());
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = postgres.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<int> ValueAsync(int id)
    {
        await using var command = postgres.Source.CreateCommand($"SELECT n FROM {_table} WHERE id = {id}");
        return Convert.ToInt32(await command.ExecuteScalarAsync());
    }
}
