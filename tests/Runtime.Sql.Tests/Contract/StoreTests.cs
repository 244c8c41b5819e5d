using System.Transactions;
using RaceSafe.Runtime.Tests.Contract;

namespace RaceSafe.Runtime.Sql.Tests.Contract;

[Collection(PostgresCollection.Name)]
public sealed class PostgresStoreTests(PostgresFixture postgres) : AtomicStoreContract
{
    private readonly SqlAtomicStore _store = new(postgres.Server is null ? null! : postgres.Source);

    protected override IAtomicStore Store => _store;

    protected override int Histories => 60;

    [Fact]
    public async Task In_the_scope_of_an_ambient_transaction_the_store_commits_for_itself_and_nothing_of_the_scope()
    {
        var (table, key) = ($"scope_{Guid.NewGuid():N}", Guid.NewGuid().ToString());
        await ExecuteAsync($"CREATE TABLE {table} (id int)");
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await ExecuteAsync($"INSERT INTO {table} VALUES (1)");
            Assert.Equal(1, (await _store.IncrementAsync(key)).Value);
            await _store.SetAsync($"{key} 2", [1]);
            Assert.Equal([1], (await _store.GetAsync($"{key} 2"))!);
        }

        Assert.Equal(2, (await _store.IncrementAsync(key)).Value);
        await using var count = postgres.Source.CreateCommand($"SELECT count(*) FROM {table}");
        Assert.Equal(0L, await count.ExecuteScalarAsync());
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = postgres.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

public sealed class SqliteStoreTests(SqliteFile file) : AtomicStoreContract, IClassFixture<SqliteFile>
{
    protected override IAtomicStore Store { get; } = new SqlAtomicStore(file.Source);

    protected override int Histories => 60;
}
