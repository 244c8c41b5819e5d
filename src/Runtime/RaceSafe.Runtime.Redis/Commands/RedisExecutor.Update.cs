using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace RaceSafe;

internal sealed partial class RedisExecutor
{
    /// <summary>Reads a value and replaces it by a function of itself if nobody gets in between.</summary>
    /// <remarks>
    /// Two steps in one state machine. With one for each, many callers at once would now all need those of the one, and then all those of the other, and the pool keeps few of either.
    /// </remarks>
    /// <exception cref="OutcomeUnknownException">It may have taken place.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<AtomicResult<RedisValue>> TryUpdateAsync(
        IDatabase database, RedisKey key, Func<RedisValue, RedisValue> update, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        if (Instruments.MeasuresOperations || _policy.Hook is not null || _acks is not null)
        {
            var held = await RunAsync(database, Steps.Get(key), cancellationToken).ConfigureAwait(false);
            return await RunAsync(database, Steps.CompareAndSet(key, held, update(held), ttl, default), cancellationToken).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        RedisValue current = default;
        Exception? failure = null;
        try
        {
            if (_failFast) ThrowIfDisconnected(database, key);
            var get = Steps.Get(key);
            var reply = get.Command.SendAsync(database, get, default);
            await Bounded(reply, cancellationToken).ConfigureAwait(false);
            current = get.Command.Read(reply, get);
        }
        catch (Exception first) when (!IsFinal(first, database, key, cancellationToken))
        {
            failure = first;
        }

        if (failure is not null) current = await RecoverAsync(database, Steps.Get(key), failure, cancellationToken).ConfigureAwait(false);
        var set = Steps.CompareAndSet(key, current, update(current), ttl, default);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var reply = set.Command.SendAsync(database, set, default);
            await Bounded(reply, cancellationToken).ConfigureAwait(false);
            return set.Command.Read(reply, set);
        }
        catch (Exception first) when (!IsFinal(first, database, key, cancellationToken))
        {
            failure = first;
        }

        return await RecoverAsync(database, set, failure, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes on after a first attempt that failed.</summary>
    private async ValueTask<T> RecoverAsync<T>(IDatabase database, Step<T> step, Exception failure, CancellationToken cancellationToken)
    {
        if (failure is RedisServerException error && WrongValues.Explains(error))
            failure = await WrongValues.ExplainAsync(database, step, error).ConfigureAwait(false);
        // A server that does not know the script has refused nothing: it is asked properly.
        return await RepeatAsync(database, step, Script.IsUnknown(failure) ? null : failure, cancellationToken).ConfigureAwait(false);
    }
}
