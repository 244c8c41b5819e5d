using System.Data;
using System.Runtime.ExceptionServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace RaceSafe;

/// <summary>One unit of work on a context: a transaction of its own that is run again, or part of the one that is under way.</summary>
internal static class ContextUnit
{
    public static Task<T> RunAsync<TContext, T>(
        TContext context, Func<TContext, CancellationToken, Task<T>> body, AtomicStoreOptions? options, CancellationToken cancellationToken) where TContext : DbContext
    {
        if (context.Database.CurrentTransaction?.GetDbTransaction() is not { } current) return BeginAsync(context, body, options, cancellationToken);
        if (WorkUnderWay.Of(current) is { } work) return work is { IsAround: true, IsSerializable: true } ? body(context, cancellationToken) : throw Refused();
        return current.IsolationLevel == IsolationLevel.Serializable ? JoinAsync(context, body, cancellationToken) : throw Refused();
    }

    private static async Task<T> BeginAsync<TContext, T>(
        TContext context, Func<TContext, CancellationToken, Task<T>> body, AtomicStoreOptions? options, CancellationToken cancellationToken) where TContext : DbContext
    {
        var (rows, runs) = (new TrackedRows(context), 0);
        try
        {
            var result = await TransactionRunner.RunAsync(ContextCaller.Of(context), serializable: true, async (_, transaction, ct) =>
            {
                if (runs++ > 0) rows.Undo();
                await using var used = await context.Database.UseTransactionAsync(transaction, ct).ConfigureAwait(false);
                try
                {
                    return await OnceAsync(context, rows, body, ct).ConfigureAwait(false);
                }
                finally
                {
                    await context.Database.UseTransactionAsync(null, CancellationToken.None).ConfigureAwait(false);
                }
            }, static () => true, options, cancellationToken).ConfigureAwait(false);
            rows.Complete();
            return result;
        }
        catch when (runs > 0)
        {
            try
            {
                rows.Undo();
                rows.Complete();
            }
            catch (InvalidOperationException)
            {
                context.ChangeTracker.Clear(); // what the body has failed with says more
            }

            throw;
        }
    }

    /// <summary>The caller's own transaction: he commits it, and he alone can begin it again.</summary>
    private static async Task<T> JoinAsync<TContext, T>(TContext context, Func<TContext, CancellationToken, Task<T>> body, CancellationToken cancellationToken) where TContext : DbContext
    {
        var rows = new TrackedRows(context);
        await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await body(context, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            rows.Complete();
        }
    }

    // Inside a strategy's ExecuteAsync, nested saves and queries do not start retries of their own; failures leave it as values, so neither does it.
    private static async Task<T> OnceAsync<TContext, T>(TContext context, TrackedRows rows, Func<TContext, CancellationToken, Task<T>> body, CancellationToken cancellationToken) where TContext : DbContext
    {
        ExceptionDispatchInfo? failure = null;
        T result = default!;
        async Task RunAsync(CancellationToken ct)
        {
            try
            {
                await rows.ReadAsync(ct).ConfigureAwait(false);
                result = await body(context, ct).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        }

        if (ExecutionStrategy.Current is null && context.Database.CreateExecutionStrategy() is { RetriesOnFailure: true } strategy)
            await RunInside(strategy).ConfigureAwait(false);
        else
            await RunAsync(cancellationToken).ConfigureAwait(false);
        failure?.Throw();
        return result;

        // The strategy refuses to begin when a transaction is under way, so it is told about ours only inside.
        async Task RunInside(IExecutionStrategy outer)
        {
            var raw = context.Database.CurrentTransaction?.GetDbTransaction();
            await context.Database.UseTransactionAsync(null, cancellationToken).ConfigureAwait(false);
            await outer.ExecuteAsync(async ct =>
            {
                await context.Database.UseTransactionAsync(raw, ct).ConfigureAwait(false);
                await RunAsync(ct).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
        }
    }

    private static InvalidOperationException Refused() =>
        new("The context has a transaction under way that is not serializable, or that another call on the same context has begun; a unit of work can neither join it nor begin beside it. Call this outside of it.");
}
