using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace RaceSafe;

/// <summary>Idempotency in the caller's transaction.</summary>
public static class DbTransactionIdempotencyExtensions
{
    /// <summary>
    /// An <see cref="IIdempotency"/> whose claim, work and result are committed together with the transaction, or not at all: work that is done in it is done exactly once. Needs
    /// the table <c>racesafe_idempotency</c> of <see cref="SqlSchema"/>.
    /// </summary>
    /// <remarks>
    /// A concurrent duplicate in another transaction waits in the database until this one ends: after a commit it gets the result, after a rollback it does the work itself. Under REPEATABLE READ and
    /// SERIALIZABLE it fails with a serialization failure instead, and gets the result when its transaction is run again (<c>SerializableAsync</c> does that). A claim that was made outside of a transaction is not
    /// waited for: <see cref="IdempotencyInFlightException"/>. There is no lease. On SQLite begin the transaction immediately, not deferred. After an exception roll back.
    /// </remarks>
    /// <param name="transaction">A transaction of Npgsql or Microsoft.Data.Sqlite that has not ended.</param>
    /// <param name="options">Only <see cref="IdempotencyOptions.ResultTtl"/> and <see cref="IdempotencyOptions.RememberFailure"/> matter.</param>
    /// <param name="logger">Gets the events of <see cref="RaceSafe.Idempotency"/>; default none.</param>
    /// <exception cref="ArgumentException">The transaction has ended.</exception>
    public static IIdempotency AsIdempotency(this DbTransaction transaction, IdempotencyOptions? options = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var connection = SqlCaller.ConnectionOf(transaction) ?? throw new ArgumentException("The transaction has ended.", nameof(transaction));
        return new RejectingIdempotency(new Idempotency(new SqlIdempotencyStore(new SqlCaller(connection, transaction), null), Rejecting(options), logger: logger));
    }

    private static IdempotencyOptions Rejecting(IdempotencyOptions? options) => new()
    {
        // Waiting here would keep the transaction open, and on SQLite keep out the very writer that is waited for.
        OnDuplicate = DuplicateHandling.Reject,
        ResultTtl = (options ??= new()).ResultTtl,
        ClaimLease = options.ClaimLease,
        RememberFailure = options.RememberFailure,
    };

    private sealed class RejectingIdempotency(Idempotency inner) : IIdempotency
    {
        public string Backend => inner.Backend;

        public ValueTask<IdempotentResult<byte[]>> ExecuteAsync(
            IdempotencyKey key, RequestFingerprint request, Func<IdempotencyClaim, CancellationToken, Task<byte[]>> body,
            IdempotencyOptions? options, CancellationToken cancellationToken) =>
            inner.ExecuteAsync(key, request, body, options is null ? null : Rejecting(options), cancellationToken);
    }
}
