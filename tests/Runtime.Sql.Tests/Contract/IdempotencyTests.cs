using RaceSafe.Runtime.Tests.Contract;

namespace RaceSafe.Runtime.Sql.Tests.Contract;

[Collection(PostgresCollection.Name)]
public sealed class PostgresIdempotencyTests(PostgresFixture postgres) : IdempotencyContract
{
    private readonly SqlIdempotencyStore _store = new(postgres.Server is null ? null! : postgres.Source);

    protected override IIdempotencyStore Store => _store;
}

public sealed class SqliteIdempotencyTests(SqliteFile file) : IdempotencyContract, IClassFixture<SqliteFile>
{
    protected override IIdempotencyStore Store { get; } = new SqlIdempotencyStore(file.Source);
}
