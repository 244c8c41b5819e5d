using System.Data.Common;
using System.Runtime.ExceptionServices;

namespace RaceSafe;

/// <summary>Runs a body in a transaction and finds out what became of a commit whose reply was lost.</summary>
internal static class TransactionRunner
{
    private static readonly AtomicStoreOptions Default = new();

    public static Task<T> RunAsync<T>(
        SqlCaller caller, bool serializable, Func<SqlSession, DbTransaction, CancellationToken, Task<T>> body, Func<bool> repeatsBody,
        AtomicStoreOptions? options, CancellationToken cancellationToken)
    {
        options?.Validate();
        if (serializable && caller.Around is { IsSerializable: true } outer) return body(outer.Session, outer.Transaction, cancellationToken);
        if (caller.InTransaction || caller.Around is not null)
            throw new InvalidOperationException("A transaction is under way on this connection; a retry would need it to begin again. Call this outside of it.");

        var attempt = new Attempt<T>(caller.Dialect, serializable, body, repeatsBody);
        return RunAsync(caller, attempt, options ?? Default, cancellationToken);
    }

    private static async Task<T> RunAsync<T>(SqlCaller caller, Attempt<T> attempt, AtomicStoreOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await caller.RunAsync(attempt.RunAsync, repeatable: true, OperationId.None, confirm: null, options, writes: true, cancellationToken, attempt.Name).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is BodyFailedException or NotAppliedException)
        {
            ExceptionDispatchInfo.Throw(failed.InnerException!);
            throw;
        }
        catch (OutcomeUnknownException unknown)
        {
            // A commit that was lost and then found rolled back is uncertain to the executor for ever, but not to us.
            var cause = unknown.InnerException!;
            if (attempt.LostId is null && cause is BodyFailedException or NotAppliedException) ExceptionDispatchInfo.Throw(cause.InnerException!);
            throw new OutcomeUnknownException(caller.Dialect.Backend, OperationId.None, (cause as CommitLostException)?.InnerException ?? cause,
                attempt.LostId is not { } id ? null : async ct => await attempt.ConfirmAsync(caller, id, ct).ConfigureAwait(false));
        }
    }

    /// <summary>One transaction after the other, each told how the commit before it ended.</summary>
    private sealed class Attempt<T>(
        SqlDialect dialect, bool serializable, Func<SqlSession, DbTransaction, CancellationToken, Task<T>> body, Func<bool> repeatsBody)
    {
        private (string Id, T Result)? _lost;

        /// <summary>In metrics.</summary>
        public string Name => serializable ? "serializable" : "row_lock";

        /// <summary>The transaction whose commit was lost and that the server has not told about yet.</summary>
        public string? LostId => _lost?.Id;

        public async ValueTask<T> RunAsync(SqlSession session, CancellationToken cancellationToken)
        {
            if (_lost is { } lost)
            {
                switch (await StatusAsync(session, lost.Id, cancellationToken).ConfigureAwait(false))
                {
                    case Confirmation.Applied: return lost.Result;
                    case Confirmation.Unknown: throw new CommitLostException(null);
                    default: _lost = null; break; // rolled back
                }

                if (!repeatsBody()) throw new BodyFailedException(new TimeoutException("The connection was lost before the commit; the transaction was rolled back."));
            }

            await using var transaction = await dialect.BeginAsync(session.Connection, serializable, cancellationToken).ConfigureAwait(false);
            var running = new SqlSession(session.Connection, transaction, null, closes: false, disposes: false);
            var result = await RunBodyAsync(running, transaction, cancellationToken).ConfigureAwait(false);
            await CommitAsync(running, transaction, result, cancellationToken).ConfigureAwait(false);
            return result;
        }

        public Task<Confirmation> ConfirmAsync(SqlCaller caller, string id, CancellationToken cancellationToken) =>
            caller.RunAsync((session, ct) => StatusAsync(session, id, ct), repeatable: true, OperationId.None, null, new AtomicStoreOptions(), writes: false, cancellationToken).AsTask();

        private async Task<T> RunBodyAsync(SqlSession running, DbTransaction transaction, CancellationToken cancellationToken)
        {
            using var underWay = WorkUnderWay.Begin(running, transaction, serializable);
            try
            {
                return await body(running, transaction, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (!(failure is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                // COMMIT was not sent, so nothing is applied, however the connection fared. What is left to ask is whether another try makes sense.
                var cause = Cause(failure);
                if (repeatsBody() && cause is DbException && dialect.Classify(cause, sent: false) == FailureClass.NotApplied) throw new NotAppliedException(failure);
                throw new BodyFailedException(failure);
            }
        }

        private async Task CommitAsync(SqlSession running, DbTransaction transaction, T result, CancellationToken cancellationToken)
        {
            var id = running.TransactionId;
            try
            {
                if (id is null && dialect.TransactionId is { } own)
                {
                    await using var command = running.CreateCommand($"SELECT {own}");
                    id = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
                }
            }
            catch (DbException failure)
            {
                throw repeatsBody() && dialect.Classify(failure, sent: false) == FailureClass.NotApplied ? new NotAppliedException(failure) : new BodyFailedException(failure);
            }

            try
            {
                await dialect.CommitAsync(transaction).ConfigureAwait(false); // not to be cancelled: that would be one more unknown
            }
            catch (Exception failure) when (dialect.Classify(failure, sent: true) is var left)
            {
                if (left == FailureClass.NotApplied) throw repeatsBody() ? new NotAppliedException(failure) : new BodyFailedException(failure);
                if (left == FailureClass.Deterministic) throw new BodyFailedException(failure);
                if (dialect.TransactionId is not null && id is null) return; // it wrote nothing, so there was nothing to lose
                if (id is not null) _lost = (id, result);
                throw new CommitLostException(failure);
            }
        }

        private static async ValueTask<Confirmation> StatusAsync(SqlSession session, string id, CancellationToken cancellationToken)
        {
            await using var command = session.CreateCommand("SELECT pg_xact_status(@id::xid8)");
            RowOperation.Add(command, "id", id);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) switch
            {
                "committed" => Confirmation.Applied,
                "aborted" => Confirmation.NotApplied,
                _ => Confirmation.Unknown, // still in progress, or so old that the server has forgotten it
            };
        }

        private static Exception Cause(Exception failure)
        {
            for (var inner = failure; inner is not null; inner = inner.InnerException)
                if (inner is DbException) return inner;
            return failure;
        }
    }
}
