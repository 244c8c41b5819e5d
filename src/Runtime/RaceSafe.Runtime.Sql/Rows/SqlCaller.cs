using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
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
        string? operation = null, string? key = null) => operation is not null && Instruments.MeasuresOperations
            ? MeasureAsync(operation, key, step, repeatable, id, confirm, options, writes, cancellationToken)
            : RepeatAsync(step, repeatable, id, confirm, options, writes, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<T> MeasureAsync<T>(
        string operation, string? key, Func<SqlSession, CancellationToken, ValueTask<T>> step, bool repeatable, OperationId id,
        Func<SqlSession, CancellationToken, ValueTask<Confirmation>>? confirm, AtomicStoreOptions options, bool writes, CancellationToken cancellationToken)
    {
        var measured = Instruments.StartOperation(Dialect.Backend, operation, key);
        try
        {
            var result = await RepeatAsync(step, repeatable, id, confirm, options, writes, cancellationToken).ConfigureAwait(false);
            measured.Succeeded(result switch
            {
                RowOutcome row => row.Outcome,
                AtomicResult<long> number => number.Outcome,
                AtomicResult<byte[]> bytes => bytes.Outcome,
                _ => AtomicOutcome.Applied,
            });
            return result;
        }
        catch (Exception failure)
        {
            measured.Failed(failure);
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<T> RepeatAsync<T>(
        Func<SqlSession, CancellationToken, ValueTask<T>> step, bool repeatable, OperationId id,
        Func<SqlSession, CancellationToken, ValueTask<Confirmation>>? confirm, AtomicStoreOptions options, bool writes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            if (InTransaction) return await OnceAsync(step, new StrongBox<bool>(), writes: false, cancellationToken).ConfigureAwait(false);

            var sent = new StrongBox<bool>();
            var executor = new RetryExecutor(Dialect.Backend, options.Retry, failure => Classify(failure, sent.Value));
            return await executor.RunAsync(
                (Caller: this, Step: step, Sent: sent, Confirm: confirm, Writes: writes),
                static (run, ct) => run.Caller.OnceAsync(run.Step, run.Sent, run.Writes, ct),
                repeatable && _opens, id,
                confirm is null ? null : static (run, ct) => run.Caller.OnceAsync(run.Confirm!, run.Sent, writes: false, ct),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (Dialect.IsOverflow(failure))
        {
            throw new OverflowException("The sum does not fit the column. Nothing was changed.", failure);
        }
        catch (Exception failure) when (Dialect.IsMissingSchema(failure))
        {
            throw new InvalidOperationException(
                "The tables of RaceSafe do not exist in this database. Add the script SqlSchema.Script to your migrations, or call SqlSchema.CreateAsync once.", failure);
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
    private async ValueTask<T> OnceAsync<T>(
        Func<SqlSession, CancellationToken, ValueTask<T>> step, StrongBox<bool> sent, bool writes, CancellationToken cancellationToken)
    {
        sent.Value = false;
        await using var session = await OpenAsync(writes, cancellationToken).ConfigureAwait(false);
        sent.Value = true;
        return await step(session, cancellationToken).ConfigureAwait(false);
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
