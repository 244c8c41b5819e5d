using System.Data.Common;

namespace RaceSafe;

/// <summary>
/// Claims and results of <see cref="RaceSafe.Idempotency"/> in a table of PostgreSQL or SQLite, for all processes that use the database. Needs the table
/// <c>racesafe_idempotency</c> of <see cref="SqlSchema"/>. Leases and fences go by the clock of the database.
/// </summary>
/// <remarks>
/// Each operation is one atomic statement. Call <see cref="SqlSchema.DeleteExpiredAsync"/> now and then: what has expired is invisible but takes up room.
/// </remarks>
public sealed class SqlIdempotencyStore : IIdempotencyStore
{
    private readonly SqlCaller _caller;
    private readonly AtomicStoreOptions _options;
    private readonly IdempotencyStatements _statements;

    /// <summary>Uses a database; nothing is sent yet.</summary>
    /// <param name="source">An <c>NpgsqlDataSource</c>, or <c>SqliteFactory.Instance.CreateDataSource(…)</c>. Not disposed by the store.</param>
    /// <param name="options">Retries. Default: 10 s.</param>
    /// <exception cref="NotSupportedException">The database is neither of the two.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of range.</exception>
    public SqlIdempotencyStore(DbDataSource source, AtomicStoreOptions? options = null)
        : this(new SqlCaller(source), options)
    {
    }

    internal SqlIdempotencyStore(SqlCaller caller, AtomicStoreOptions? options)
    {
        _options = options ?? new AtomicStoreOptions();
        _options.Validate();
        _caller = caller;
        _statements = new IdempotencyStatements(caller.Dialect);
    }

    /// <inheritdoc/>
    public string Backend => _caller.Dialect.Backend;

    /// <inheritdoc/>
    public bool ClaimsLapse => !_caller.InTransaction;

    /// <inheritdoc/>
    public async ValueTask<IdempotencyRecord> TryClaimAsync(
        IdempotencyClaim claim, RequestFingerprint request, TimeSpan lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return await RunAsync("idempotency_claim", async (session, ct) =>
        {
            await using var command = Command(session, _statements.Claim, claim.Key, claim.Owner);
            RowOperation.Add(command, "request", request.Value);
            RowOperation.Add(command, "lease", Milliseconds(lease));
            return await _statements.ReadRecordAsync(command, claim.Owner, ct).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IdempotencyRecord> ReadAsync(string key, CancellationToken cancellationToken) =>
        await RunAsync("idempotency_read", async (session, ct) =>
        {
            await using var command = Command(session, _statements.Read, key, "");
            return await _statements.ReadRecordAsync(command, owner: null, ct).ConfigureAwait(false);
        }, cancellationToken, writes: false).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(IdempotencyClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
        ChangeAsync("idempotency_renew", _statements.Renew, claim, [("lease", Milliseconds(lease))], cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> CompleteAsync(IdempotencyClaim claim, byte[] result, TimeSpan ttl, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        return ChangeAsync("idempotency_complete", _statements.Complete, claim, [("result", result), ("ttl", Milliseconds(ttl))], cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask AbandonAsync(IdempotencyClaim claim, CancellationToken cancellationToken) =>
        await ChangeAsync("idempotency_abandon", _statements.Abandon, claim, [], cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public bool IsUnavailable(Exception failure) =>
        !_caller.InTransaction && (failure is OutcomeUnknownException || _caller.Dialect.Classify(failure, sent: true) != FailureClass.Deterministic);

    private async ValueTask<bool> ChangeAsync(
        string operation, string text, IdempotencyClaim claim, (string, object?)[] parameters, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return await RunAsync(operation, async (session, ct) =>
        {
            await using var command = Command(session, text, claim.Key, claim.Owner);
            foreach (var (name, value) in parameters) RowOperation.Add(command, name, value);
            return await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false) == 1;
        }, cancellationToken).ConfigureAwait(false);
    }

    // Repeatable: an owner is recognized.
    private ValueTask<T> RunAsync<T>(string operation, Func<SqlSession, CancellationToken, ValueTask<T>> step, CancellationToken cancellationToken, bool writes = true) =>
        _caller.RunAsync(step, repeatable: true, OperationId.None, confirm: null, _options, writes, cancellationToken, operation);

    private static DbCommand Command(SqlSession session, string text, string key, string owner)
    {
        var command = session.CreateCommand(text);
        RowOperation.Add(command, "key", key);
        RowOperation.Add(command, "owner", owner);
        return command;
    }

    private static long Milliseconds(TimeSpan time) => AtomicArguments.ToMilliseconds(time)!.Value;
}
