using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Transactions;

namespace RaceSafe;

/// <summary>
/// Where an operation runs: on the caller's connection, in the caller's transaction, or on connections of a data source. Decides what may be
/// repeated: within the caller's transaction nothing, because a failure there has ended or doomed the whole of it.
/// </summary>
internal sealed class SqlCaller
{
    private readonly DbDataSource? _source;
    private readonly DbConnection? _connection;
    private readonly DbTransaction? _transaction;
    private readonly bool _opens;

    public SqlCaller(DbDataSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        _opens = true;
        Dialect = SqlDialect.Of(source);
    }

    public SqlCaller(DbConnection connection, DbTransaction? transaction)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (transaction is not null && ConnectionOf(transaction) != connection)
            throw new ArgumentException("The transaction has ended, or belongs to another connection.", nameof(transaction));
        (_connection, _transaction) = (connection, transaction);
        _opens = connection.State != ConnectionState.Open;
        Dialect = SqlDialect.Of(connection);
    }

    public SqlDialect Dialect { get; }

    public bool InTransaction => _transaction is not null || Transaction.Current is not null;

    /// <summary>The unit of work, or work under row locks, on this connection that the call is made in.</summary>
    public WorkUnderWay? Around => _connection is null ? null : WorkUnderWay.Around(_connection);

    /// <summary>Runs one atomic step by the retry rules of all back ends.</summary>
    /// <param name="step">One attempt, on an open session.</param>
    /// <param name="repeatable">A second run does no harm.</param>
    /// <param name="id">Named in the error.</param>
    /// <param name="confirm">Looks for a trace of the operation.</param>
    /// <param name="options">Pauses and deadline.</param>
    /// <param name="writes">Takes the turn among the writers of this process.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="operation">What is done, in metrics; null for what is not an operation of its own.</param>
    /// <param name="key">What it is done to; only its group is reported.</param>
    public ValueTask<T> RunAsync<T>(
        Func<SqlSession, CancellationToken, ValueTask<T>> step, bool repeatable, OperationId id,
        Func<SqlSession, CancellationToken, ValueTask<Confirmation>>? confirm, AtomicStoreOptions options, bool writes, CancellationToken cancellationToken,
        string? operation = null, string? key = null) =>
        new(RunAsync<SqlStep<T>, T, T>(
            new FunctionStep<T>(step, confirm, key) { Name = operation, Id = id, Repeatable = repeatable, Options = options, Writes = writes }, static (_, result) => result, cancellationToken));

    /// <summary>Runs one atomic step by the retry rules of all back ends.</summary>
    /// <param name="step">What is done.</param>
    /// <param name="pick">Takes from its result what the caller wants: here, since a method of the caller's own that awaits would cost more than that.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<TPicked> RunAsync<TStep, T, TPicked>(TStep step, Func<TStep, T, TPicked> pick, CancellationToken cancellationToken) where TStep : SqlStep<T> =>
        step.Name is not null && Instruments.MeasuresOperations ? MeasureAsync(step, pick, cancellationToken) : FirstAsync(step, pick, cancellationToken);

    private async Task<TPicked> MeasureAsync<TStep, T, TPicked>(TStep step, Func<TStep, T, TPicked> pick, CancellationToken cancellationToken) where TStep : SqlStep<T>
    {
        var measured = Instruments.StartOperation(Dialect.Backend, step.Name!, step.Key);
        T result;
        try
        {
            result = await FirstAsync(step, static (TStep _, T result) => result, cancellationToken).ConfigureAwait(false);
            measured.Succeeded(result switch
            {
                RowOutcome row => row.Outcome,
                AtomicResult<long> number => number.Outcome,
                AtomicResult<byte[]> bytes => bytes.Outcome,
                _ => AtomicOutcome.Applied,
            });
        }
        catch (Exception failure)
        {
            measured.Failed(failure);
            throw;
        }

        return pick(step, result);
    }

    // The usual case in one method: what comes after a failure may cost more.
    private async Task<TPicked> FirstAsync<TStep, T, TPicked>(TStep step, Func<TStep, T, TPicked> pick, CancellationToken cancellationToken) where TStep : SqlStep<T>
    {
        cancellationToken.ThrowIfCancellationRequested();
        var inTransaction = InTransaction;
        if (step.Options.Retry.Hook is not null && !inTransaction) return pick(step, await RepeatAsync(step, cancellationToken).ConfigureAwait(false));
        var budget = step.Options.Retry.Start();
        var sent = false;
        T result;
        try
        {
            await using var session = await OpenAsync(step.Writes && !inTransaction, cancellationToken).ConfigureAwait(false);
            sent = true;
            result = await step.RunAsync(session, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            result = await RepeatAsync(step, cancellationToken, failed, sent, budget).ConfigureAwait(false);
        }

        return pick(step, result);
    }

    private async Task<T> RepeatAsync<T>(SqlStep<T> step, CancellationToken cancellationToken, Exception? failed = null, bool sent = false, RetryBudget budget = default)
    {
        try
        {
            if (failed is not null && InTransaction) ExceptionDispatchInfo.Throw(failed);
            var executor = new RetryExecutor(Dialect.Backend, step.Options.Retry, failure => Classify(failure, sent));
            Func<bool, CancellationToken, ValueTask<Confirmation>>? confirm = step.LeavesTrace ? (_, ct) => OnceAsync(step.ConfirmAsync, writes: false, ct) : null;
            var repeated = failed is null
                ? executor.RunAsync(true, (_, ct) => OnceAsync(step.RunAsync, step.Writes, ct), step.Repeatable && _opens, step.Id, confirm, cancellationToken)
                : executor.ResumeAsync(true, (_, ct) => OnceAsync(step.RunAsync, step.Writes, ct), failed, budget, step.Repeatable && _opens, step.Id, confirm, cancellationToken);
            return await repeated.ConfigureAwait(false);
        }
        catch (Exception failure) when (Dialect.IsOverflow(failure))
        {
            throw new OverflowException("The sum does not fit the column. Nothing was changed.", failure);
        }
        catch (Exception failure) when (Dialect.IsSeveralRows(failure))
        {
            throw RowOperations.SeveralRows();
        }
        catch (Exception failure) when (Dialect.IsMissingSchema(failure))
        {
            throw new InvalidOperationException(
                "The tables of RaceSafe do not exist in this database. Add the script SqlSchema.Script to your migrations, or call SqlSchema.CreateAsync once.", failure);
        }

        async ValueTask<TAnswer> OnceAsync<TAnswer>(Func<SqlSession, CancellationToken, ValueTask<TAnswer>> run, bool writes, CancellationToken ct)
        {
            sent = false;
            await using var session = await OpenAsync(writes, ct).ConfigureAwait(false);
            sent = true;
            return await run(session, ct).ConfigureAwait(false);
        }
    }

    /// <summary>The connection of a transaction; null when it has ended.</summary>
    public static DbConnection? ConnectionOf(DbTransaction transaction)
    {
        try
        {
            _ = transaction.IsolationLevel; // a transaction that has ended refuses this, and with Npgsql nothing else
            return transaction.Connection;
        }
        catch (InvalidOperationException)
        {
            return null; // Npgsql's way to say that it has ended
        }
    }

    // A connection that the caller opened may hold the caller's settings, so a broken one is not opened anew.
    private FailureClass Classify(Exception failure, bool sent)
    {
        var left = failure switch
        {
            NotAppliedException => FailureClass.NotApplied,
            BodyFailedException => FailureClass.Deterministic,
            CommitLostException => FailureClass.Unknown,
            _ => Dialect.Classify(failure, sent),
        };
        return left == FailureClass.NotApplied && !_opens && _connection!.State != ConnectionState.Open ? FailureClass.Deterministic : left;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<SqlSession> OpenAsync(bool writes, CancellationToken cancellationToken)
    {
        var connection = _connection ?? _source!.CreateConnection();
        var writer = writes ? await Dialect.EnterWriterAsync(connection, cancellationToken).ConfigureAwait(false) : null;
        try
        {
            var closed = connection.State != ConnectionState.Open;
            if (closed)
            {
                if (connection.State == ConnectionState.Broken) await connection.CloseAsync().ConfigureAwait(false);
                await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            }

            return new SqlSession(connection, _transaction, writer, closes: closed, disposes: _source is not null);
        }
        catch
        {
            writer?.Dispose();
            if (_source is not null) await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
