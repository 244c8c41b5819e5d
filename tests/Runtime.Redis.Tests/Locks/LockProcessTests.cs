using System.Data.Common;
using Microsoft.Data.Sqlite;
using RaceSafe.LockHolder;
using RaceSafe.Runtime.Redis.Tests.Contract;
using RaceSafe.Servers;
using Xunit.Abstractions;

namespace RaceSafe.Runtime.Redis.Tests.Locks;

/// <summary>Processes that hold a lock on Redis and write under it to a SQLite file are frozen, starved and killed.</summary>
public sealed class LockProcessTests(RedisFixture redis, ITestOutputHelper output) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(800);

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"racesafe-{Guid.NewGuid():N}.db");
    private readonly string _name = Guid.NewGuid().ToString("N");
    private DbDataSource _rows = null!;

    private string Locks => $"redis=127.0.0.1:{redis.Port}";

    private string Rows => $"sqlite=Data Source={_file};Default Timeout=30";

    public async Task InitializeAsync()
    {
        _rows = SqliteFactory.Instance.CreateDataSource(Rows["sqlite=".Length..]);
        await using var connection = await _rows.OpenConnectionAsync();
        await using var create = connection.CreateCommand();
        create.CommandText = "PRAGMA journal_mode = WAL; CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL, fence INTEGER); INSERT INTO account VALUES (1, 0, NULL)";
        await create.ExecuteNonQueryAsync();
    }

    public async Task DisposeAsync()
    {
        await _rows.DisposeAsync();
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*")) File.Delete(file);
    }

    [RealServerFact(RealServer.Redis)]
    public async Task The_write_of_a_holder_that_was_frozen_for_two_leases_is_refused()
    {
        await using var frozen = HolderProcess.Start("write", Locks, Rows, _name, Lease);
        var fence = long.Parse((await frozen.HearAsync()).Split(' ')[1]);
        Assert.Equal("writing", await frozen.HearAsync()); // it has made sure that it holds the lock
        frozen.Pause();
        await Task.Delay(Lease * 2);
        await using (var next = await new RedisLockProvider(redis.Connection).AcquireAsync(_name))
        {
            Assert.True(next.Fence > fence);
            Assert.True(await _rows.UpdateFencedAsync("account", ("id", 1), "fence", next, new Dictionary<string, object?> { ["balance"] = 7 }));
        }

        frozen.Resume();
        await frozen.TellAsync("100");
        Assert.Equal("StaleFenceException", await frozen.HearAsync());
        Assert.Equal(7, await BalanceAsync());
    }

    [RealServerFact(RealServer.Redis)]
    public async Task A_holder_that_was_not_frozen_writes()
    {
        await using var holder = HolderProcess.Start("write", Locks, Rows, _name, Lease);
        Assert.StartsWith("held", await holder.HearAsync());
        Assert.Equal("writing", await holder.HearAsync());
        await Task.Delay(Lease * 2); // it renews meanwhile
        await holder.TellAsync("100");
        Assert.Equal("applied", await holder.HearAsync());
        Assert.Equal(100, await BalanceAsync());
    }

    [RealServerFact(RealServer.Redis)]
    public async Task A_holder_whose_thread_pool_is_exhausted_knows_that_it_lost_the_lock()
    {
        await using var starved = HolderProcess.Start("starve", Locks, Rows, _name, Lease);
        Assert.StartsWith("held", await starved.HearAsync());
        await using var next = await new RedisLockProvider(redis.Connection).AcquireAsync(_name, new() { Wait = TimeSpan.FromSeconds(10) });
        Assert.Equal("knows: Expired, told: True", await starved.HearAsync());
    }

    [RealServerFact(RealServer.Redis)]
    public async Task Processes_that_fight_and_are_killed_at_random_never_overlap_and_always_go_on()
    {
        var fight = await Fight.RunAsync(Locks, Rows, Fight.Length(9));
        output.WriteLine($"{fight}");
        Assert.Null(fight.FindError());
        Assert.True(fight.AllHadTheirTurn);
        Assert.True(fight.Kills >= 5 && fight.Completed > 50, $"{fight.Kills} kills, {fight.Completed} sections");
        Assert.InRange(await BalanceAsync(), fight.Completed, fight.Begun); // no update was lost
    }

    private async Task<long> BalanceAsync()
    {
        await using var connection = await _rows.OpenConnectionAsync();
        await using var read = connection.CreateCommand();
        read.CommandText = "SELECT balance FROM account";
        return (long)(await read.ExecuteScalarAsync())!;
    }
}
