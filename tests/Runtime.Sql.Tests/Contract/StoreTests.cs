using RaceSafe.Runtime.Tests.Contract;

namespace RaceSafe.Runtime.Sql.Tests.Contract;

[Collection(PostgresCollection.Name)]
public sealed class PostgresStoreTests(PostgresFixture postgres) : AtomicStoreContract
{
    private readonly SqlAtomicStore _store = new(postgres.Server is null ? null! : postgres.Source);

    protected override IAtomicStore Store => _store;

    protected override int Histories => 60;

    protected override TimeSpan ShortTtl => TimeSpan.FromMilliseconds(1200);
}

public sealed class SqliteStoreTests(SqliteFile file) : AtomicStoreContract, IClassFixture<SqliteFile>
{
    protected override IAtomicStore Store { get; } = new SqlAtomicStore(file.Source);

    protected override int Histories => 60;

    protected override TimeSpan ShortTtl => TimeSpan.FromMilliseconds(1200);
}
