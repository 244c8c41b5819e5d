namespace RaceSafe;

/// <summary>Read, compute, compare-and-set, until nobody got in between.</summary>
internal static class CompareAndSetLoop
{
    // A lost race says that somebody else won, so trying again at once is right; only a location that stays hot is worth a pause.
    private const int ImmediateRetries = 3;

    public static async ValueTask<AtomicResult<byte[]?>> RunAsync<TLocation>(
        TLocation location,
        Func<TLocation, CancellationToken, ValueTask<byte[]?>> read,
        Func<TLocation, byte[]?, byte[]?, CancellationToken, ValueTask<AtomicResult<byte[]?>>> compareAndSet,
        Func<byte[]?, byte[]?> update,
        string backend,
        string key,
        RetryPolicy? contention,
        CancellationToken cancellationToken)
    {
        var budget = (contention ?? RetryPolicy.Default).Start();
        var current = await read(location, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var result = await compareAndSet(location, current, update(current), cancellationToken).ConfigureAwait(false);
            if (result.Succeeded) return result;

            current = result.Value; // a refusal carries what the location holds, which saves the next read
            if (!budget.TryNext(out var delay))
                throw new TimeoutException($"'{key}' was changed by others at every attempt ({budget.Retries + 1}) until the deadline; nothing was changed.");
            Instruments.Retried(backend, "contention");
            if (budget.Retries > ImmediateRetries)
                await Task.Delay(delay, (contention ?? RetryPolicy.Default).TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
