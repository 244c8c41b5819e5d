using System.Data.Common;
using RaceSafe.LockHolder;
using RaceSafe.Servers;
using Xunit.Abstractions;

namespace RaceSafe.Runtime.Sql.Tests.Locks;

/// <summary>Processes fight for a lock in a database and add to a row there, while a random one is killed now and then.</summary>
[Collection(PostgresCollection.Name)]
public sealed class LockProcessTests(PostgresFixture postgres, SqliteFile file, ITestOutputHelper output) : IClassFixture<SqliteFile>
{
    [RealServerFact(RealServer.Postgres)]
    public Task On_PostgreSQL_they_never_overlap_and_always_go_on() => FightAsync("postgres=" + postgres.Server.ConnectionString, postgres.Source);

    [Fact]
    public Task On_SQLite_they_never_overlap_and_always_go_on() => FightAsync("sqlite=" + file.ConnectionString, file.Source);

    private async Task FightAsync(string place, DbDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE account (id bigint PRIMARY KEY, balance bigint NOT NULL, fence bigint); INSERT INTO account (id, balance) VALUES (1, 0)";
        await command.ExecuteNonQueryAsync();

        var fight = await Fight.RunAsync(place, place, Fight.Length(6));
        output.WriteLine($"{place}: {fight}");
        Assert.Null(fight.FindError());
        Assert.True(fight.AllHadTheirTurn);
        Assert.True(fight.Kills >= 4 && fight.Completed > 20, $"{fight.Kills} kills, {fight.Completed} sections");
        command.CommandText = "SELECT balance FROM account";
        Assert.InRange(Convert.ToInt64(await command.ExecuteScalarAsync()), fight.Completed, fight.Begun); // no update was lost
    }
}
