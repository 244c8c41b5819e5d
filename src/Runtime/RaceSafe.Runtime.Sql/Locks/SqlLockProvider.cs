using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace RaceSafe;

/// <summary>
/// Locks in a table of PostgreSQL or SQLite, which <see cref="SqlSchema"/> creates: a row per lock with lease and fence, by the clock of the database. Each
/// step is one statement, outside of any transaction of the caller.
/// </summary>
/// <remarks>
/// A lock is as durable as a commit: on PostgreSQL it survives a restart, and with synchronous replication a failover. Waiters of this process are woken by a release,
/// those of others ask by themselves, after 5 ms at first and at most 1 s apart. Rows of locks that nobody took for a day are deleted by
/// <see cref="SqlSchema.DeleteExpiredAsync"/>. For work within one transaction <see cref="DbTransactionLockExtensions"/> is simpler and needs no lease.
/// </remarks>
public sealed class SqlLockProvider : LeaseLockProvider
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Locks in a database; nothing is sent yet.</summary>
    /// <param name="source">An <c>NpgsqlDataSource</c>, or <c>SqliteFactory.Instance.CreateDataSource(…)</c>. Not disposed by the provider.</param>
    /// <param name="retry">For requests whose fate is unknown, and those that the database surely did not carry out. Default: 10 s.</param>
    /// <param name="time">Clock of leases and waits; null for <see cref="TimeProvider.System"/>.</param>
    /// <param name="logger">Is told of what happens to locks; null for none.</param>
    /// <exception cref="NotSupportedException">The database is neither of the two.</exception>
    public SqlLockProvider(DbDataSource source, RetryPolicy? retry = null, TimeProvider? time = null, ILogger? logger = null)
        : base(new SqlLocks(source), retry ?? RetryPolicy.Default, AttemptTimeout, time, logger)
    {
    }
}
