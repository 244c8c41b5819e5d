using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace RaceSafe;

/// <summary>
/// Locks by name that belong to a transaction of PostgreSQL and end with it, however it ends (<c>pg_advisory_xact_lock</c>). There is no lease that could run out
/// before the commit, so there is no fence either.
/// </summary>
/// <remarks>
/// Take the lock first: in a transaction of level REPEATABLE READ or SERIALIZABLE the first statement decides what is seen, and that must not be before the wait is
/// over. Two locks in one transaction are taken in the same order everywhere, or deadlocks come. Names meet by a 64-bit hash: two that share
/// one exclude each other, which costs time and never safety.
/// </remarks>
public static class DbTransactionLockExtensions
{
    /// <summary>Waits until the transaction has the lock.</summary>
    /// <param name="transaction">Of Npgsql, under way.</param>
    /// <param name="name">The lock, 1 to 512 characters; nothing to do with that of an <see cref="ILockProvider"/>.</param>
    /// <param name="cancellationToken">Ends the wait; the transaction is then of no more use.</param>
    /// <exception cref="NotSupportedException">SQLite: there a transaction that writes is alone already.</exception>
    /// <exception cref="ArgumentException">The name is malformed, or the transaction has ended.</exception>
    public static Task AcquireLockAsync(this DbTransaction transaction, string name, CancellationToken cancellationToken = default) =>
        RunAsync(transaction, "pg_advisory_xact_lock", name, cancellationToken);

    /// <summary>Takes the lock if no other transaction has it.</summary>
    /// <returns>False when another has it; this transaction can go on.</returns>
    /// <inheritdoc cref="AcquireLockAsync"/>
    public static async Task<bool> TryAcquireLockAsync(this DbTransaction transaction, string name, CancellationToken cancellationToken = default) =>
        await RunAsync(transaction, "pg_try_advisory_xact_lock", name, cancellationToken).ConfigureAwait(false) is true;

    private static async Task<object?> RunAsync(DbTransaction transaction, string function, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        AtomicArguments.CheckKey(name);
        var connection = SqlCaller.ConnectionOf(transaction) ?? throw new ArgumentException("The transaction has ended.", nameof(transaction));
        if (SqlDialect.Of(connection) != SqlDialect.PostgreSql)
            throw new NotSupportedException("SQLite has one writer at a time: begin the transaction IMMEDIATE and it is alone.");
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandTimeout = 0; // the wait is as long as the other transaction
        command.CommandText = $"SELECT {function}(@key)";
        RowOperation.Add(command, "key", BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes("racesafe-lock:" + name))));
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }
}
