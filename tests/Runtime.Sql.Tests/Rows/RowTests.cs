using System.Data.Common;

namespace RaceSafe.Runtime.Sql.Tests.Rows;

[Collection(PostgresCollection.Name)]
public sealed class PostgresRowTests(PostgresFixture postgres) : RowContract
{
    protected override DbDataSource Source => postgres.Server is null ? null! : postgres.Source;

    protected override string BigInteger => "bigint";
}

public sealed class SqliteRowTests(SqliteFile file) : RowContract, IClassFixture<SqliteFile>
{
    protected override DbDataSource Source => file.Source;

    protected override string BigInteger => "INTEGER";
}
