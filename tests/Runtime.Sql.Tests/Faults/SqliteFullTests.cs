using Microsoft.Data.Sqlite;

namespace RaceSafe.Runtime.Sql.Tests.Faults;

/// <summary>The disk is full: what cannot be written is not written, says so, and goes on when there is room again.</summary>
public sealed class SqliteFullTests : IAsyncLifetime
{
    private const int Full = 13;
    private static readonly RetryPolicy Brief = RetryPolicy.Default with { TotalBudget = TimeSpan.FromMilliseconds(200) };
    private static readonly byte[] Large = new byte[200_000];

    private readonly SqliteFile _file = new();
    private FullDisk _disk = null!;

    private SqlAtomicStore Store => new(_disk, new() { Retry = Brief });

    public async Task InitializeAsync()
    {
        await _file.InitializeAsync();
        _disk = new FullDisk(_file.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await _disk.DisposeAsync();
        await _file.DisposeAsync();
    }

    [Fact]
    public async Task What_the_store_cannot_write_leaves_all_as_it_was()
    {
        await Store.SetAsync("value", [1]);
        _disk.IsFull = true;
        var id = OperationId.New();
        Assert.Equal(Full, (await Assert.ThrowsAsync<SqliteException>(async () => await Store.CompareAndSetAsync("value", [1], Large, operationId: id))).SqliteErrorCode);
        Assert.Equal(Full, (await Assert.ThrowsAsync<SqliteException>(async () => await Store.SetAsync("other", Large))).SqliteErrorCode);
        Assert.Equal([1], await Store.GetAsync("value"));
        Assert.Null(await Store.GetAsync("other"));

        _disk.IsFull = false;
        Assert.Equal(AtomicOutcome.Applied, (await Store.CompareAndSetAsync("value", [1], Large, operationId: id)).Outcome); // not remembered either
        Assert.Equal(Large, await Store.GetAsync("value"));
    }

    [Fact]
    public async Task A_call_that_is_under_way_waits_for_room_and_is_applied_once()
    {
        var patient = new SqlAtomicStore(_disk);
        _disk.IsFull = true;
        var setting = Task.Run(async () => await patient.CompareAndSetAsync("value", null, Large));
        await Task.Delay(300);
        Assert.False(setting.IsCompleted);
        _disk.IsFull = false;
        Assert.Equal(AtomicOutcome.Applied, (await setting).Outcome);
    }

    [Fact]
    public async Task Increments_are_acknowledged_or_not_applied_until_nothing_more_fits()
    {
        _disk.IsFull = true;
        var acknowledged = 0;
        var refused = 0;
        for (var n = 0; refused < 3 && n < 5000; n++)
        {
            try
            {
                await new SqlAtomicStore(_disk, new() { Retry = RetryPolicy.None }).IncrementAsync("counter", operationId: new($"{n}-{new string('x', 120)}"));
                acknowledged++;
            }
            catch (SqliteException failure) when (failure.SqliteErrorCode == Full)
            {
                refused++;
            }
        }

        Assert.True(refused == 3 && acknowledged > 0, $"{acknowledged} acknowledged, {refused} refused");
        _disk.IsFull = false;
        Assert.Equal(acknowledged + 1, (await Store.IncrementAsync("counter")).Value);
    }

    [Fact]
    public async Task Rows_are_acknowledged_or_not_applied_until_nothing_more_fits()
    {
        _disk.IsFull = true;
        var once = new AtomicStoreOptions { Retry = RetryPolicy.None };
        var (acknowledged, refused) = (0L, 0);
        for (var n = 0; refused < 3 && n < 5000; n++)
        {
            try
            {
                Assert.Equal(1, await _disk.UpsertIncrementAsync("racesafe_sequences", ("name", $"{n}-{new string('x', 120)}"), "value", options: once));
                acknowledged++;
            }
            catch (SqliteException failure) when (failure.SqliteErrorCode == Full)
            {
                refused++;
            }
        }

        Assert.True(refused == 3 && acknowledged > 0, $"{acknowledged} acknowledged, {refused} refused");
        _disk.IsFull = false;
        await using var connection = await _disk.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM racesafe_sequences";
        Assert.Equal(acknowledged, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_lock_that_cannot_be_written_is_not_had_and_those_that_are_held_are_renewed_and_freed()
    {
        var locks = new SqlLockProvider(_disk, Brief);
        _disk.IsFull = true;
        var held = new List<LockHandle>();
        SqliteException? failure = null;
        while (failure is null && held.Count < 2000)
        {
            try
            {
                held.Add((await locks.TryAcquireAsync(NameOf(held.Count), new() { Lease = TimeSpan.FromSeconds(2) }))!);
            }
            catch (SqliteException full)
            {
                failure = full;
            }
        }

        Assert.Equal(Full, failure?.SqliteErrorCode);
        await Task.Delay(3000); // longer than the lease
        held[0].ThrowIfLost();
        Assert.Null(await new SqlLockProvider(_disk).TryAcquireAsync(NameOf(0)));
        await held[0].DisposeAsync();
        await using (var next = await locks.TryAcquireAsync(NameOf(0))) Assert.True(next!.Fence > held[0].Fence);

        _disk.IsFull = false;
        await using var had = await locks.TryAcquireAsync(NameOf(held.Count)); // nobody holds it: nothing was left behind
        Assert.NotNull(had);
        foreach (var one in held) await one.DisposeAsync();
    }

    [Fact]
    public async Task Idempotent_work_whose_result_does_not_fit_is_said_to_be_done_and_whose_claim_does_not_fit_is_not_begun()
    {
        var idempotency = new Idempotency(new SqlIdempotencyStore(_disk, new() { Retry = Brief }));
        var request = RequestFingerprint.OfParts("pay");
        var runs = 0;
        var unstored = await Assert.ThrowsAsync<IdempotencyUnavailableException>(() => RunAsync(0, () => _disk.IsFull = true));
        Assert.True(unstored.WorkDone);
        Assert.Equal(1, runs);

        IdempotencyUnavailableException? unclaimed = null;
        for (var n = 1; unclaimed is null && n < 2000; n++)
        {
            try
            {
                await RunAsync(n, () => throw new OperationCanceledException()); // claims are given up, their rows stay
            }
            catch (OperationCanceledException)
            {
            }
            catch (IdempotencyUnavailableException failure)
            {
                unclaimed = failure;
            }
        }

        Assert.False(unclaimed!.WorkDone);
        _disk.IsFull = false;
        var before = runs;
        await RunAsync(-1, () => { });
        Assert.Equal(before + 1, runs);

        Task RunAsync(int n, Action work) => idempotency.ExecuteAsync(IdempotencyKey.Create("full", n), request, (_, _) =>
        {
            runs++;
            work();
            return Task.FromResult(Large);
        }).AsTask();
    }

    private static string NameOf(int n) => $"{n}-{new string('x', 400)}";
}
