using System.Data.Common;
using System.Transactions;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace RaceSafe;

/// <summary>The rows of <c>racesafe_locks</c>, each changed by single statements that decide by the clock of the database.</summary>
internal sealed class SqlLocks : ILockBackend
{
    // Attempts are repeated above, by the rules of locks.
    private static readonly AtomicStoreOptions Once = new() { Retry = RetryPolicy.None };

    private readonly SqlCaller _caller;
    private readonly string _acquire, _extend, _release;

    public SqlLocks(DbDataSource source)
    {
        _caller = new SqlCaller(source);
        var (now, clock, greatest) = (_caller.Dialect.Now, _caller.Dialect.Microseconds, _caller.Dialect == SqlDialect.PostgreSql ? "greatest" : "max");
        _acquire = $"""
            INSERT INTO racesafe_locks AS held (name, token, fence, expires_at) VALUES (@name, @token, {clock}, {now} + @lease)
            ON CONFLICT (name) DO UPDATE SET
                fence = CASE WHEN held.token = @token AND held.expires_at > {now} THEN held.fence ELSE {greatest}(held.fence + 1, {clock}) END,
                token = excluded.token, expires_at = excluded.expires_at
            WHERE held.token IS NULL OR held.token = @token OR held.expires_at <= {now}
            RETURNING fence;
            SELECT expires_at - {now} FROM racesafe_locks WHERE name = @name
            """;
        _extend = $"UPDATE racesafe_locks SET expires_at = {now} + @lease WHERE name = @name AND token = @token AND expires_at > {now}";
        _release = $"UPDATE racesafe_locks SET token = NULL, expires_at = {now} WHERE name = @name AND token = @token";
    }

    public string Name => _caller.Dialect.Backend;

    public ValueTask<LockReply> AcquireAsync(string name, string token, TimeSpan lease, TimeSpan timeout) =>
        RunAsync(_acquire, name, token, lease, static async (command, ct) =>
        {
            await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
            var fence = await reader.ReadAsync(ct).ConfigureAwait(false) ? reader.GetInt64(0) : 0;
            await reader.NextResultAsync(ct).ConfigureAwait(false);
            // An error of the implicit commit arrives only with the end.
            var rest = await reader.ReadAsync(ct).ConfigureAwait(false) ? reader.GetInt64(0) : 0;
            while (await reader.NextResultAsync(ct).ConfigureAwait(false)) { }
            return fence > 0 ? LockReply.Granted(fence) : LockReply.Busy(TimeSpan.FromMilliseconds(Math.Max(rest, 0)));
        }, timeout);

    public async ValueTask<bool> ExtendAsync(string name, string token, TimeSpan lease, TimeSpan timeout) =>
        await RunAsync(_extend, name, token, lease, ExecuteAsync, timeout).ConfigureAwait(false) == 1;

    public async ValueTask ReleaseAsync(string name, string token, TimeSpan timeout) =>
        await RunAsync(_release, name, token, null, ExecuteAsync, timeout).ConfigureAwait(false);

    public ValueTask<IAsyncDisposable?> ListenAsync(string name, Action released, CancellationToken cancellationToken) => new((IAsyncDisposable?)null);

    public FailureClass Classify(Exception failure) => failure switch
    {
        OutcomeUnknownException => FailureClass.Unknown,
        PostgresException or SqliteException => _caller.Dialect.Classify(failure, sent: false),
        _ => FailureClass.Deterministic, // no connection, or an error of ours
    };

    private static async ValueTask<int> ExecuteAsync(DbCommand command, CancellationToken ct) => await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);

    private async ValueTask<T> RunAsync<T>(
        string text, string name, string token, TimeSpan? lease, Func<DbCommand, CancellationToken, ValueTask<T>> run, TimeSpan timeout)
    {
        // A lock taken inside the caller's ambient transaction would be seen by others when that ends, which is too late.
        using var alone = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        using var bound = new CancellationTokenSource(timeout);
        try
        {
            return await RunAsync(text, name, token, lease, run, bound.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (bound.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {timeout.TotalMilliseconds:0} ms.", late);
        }
    }

    private ValueTask<T> RunAsync<T>(
        string text, string name, string token, TimeSpan? lease, Func<DbCommand, CancellationToken, ValueTask<T>> run, CancellationToken cancellationToken) =>
        _caller.RunAsync(async (session, ct) =>
        {
            await using var command = session.CreateCommand(text);
            RowOperation.Add(command, "name", name);
            RowOperation.Add(command, "token", token);
            if (lease is not null) RowOperation.Add(command, "lease", AtomicArguments.ToMilliseconds(lease)!.Value);
            return await run(command, ct).ConfigureAwait(false);
        }, repeatable: true, OperationId.None, confirm: null, Once, writes: true, cancellationToken);
}
