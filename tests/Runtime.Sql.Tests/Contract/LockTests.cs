using RaceSafe.Runtime.Tests.Contract;

namespace RaceSafe.Runtime.Sql.Tests.Contract;

[Collection(PostgresCollection.Name)]
public sealed class PostgresLockTests(PostgresFixture postgres) : LockContract
{
    protected override ILockBackend Steps => new SqlLocks(postgres.Server is null ? null! : postgres.Source);

    protected override ILockProvider NewProvider() => new SqlLockProvider(postgres.Server is null ? null! : postgres.Source);
}

public sealed class SqliteLockTests(SqliteFile file) : LockContract, IClassFixture<SqliteFile>
{
    protected override ILockBackend Steps { get; } = new SqlLocks(file.Source);

    protected override ILockProvider NewProvider() => new SqlLockProvider(file.Source);
}
