namespace RaceSafe;

/// <summary>
/// One run of the work per key at a time; whoever comes meanwhile shares its result. A caller's cancellation ends only its own wait. The work is
/// cancelled when all have gone, and whoever comes then waits for its end before starting anew, so that two runs never overlap.
/// </summary>
internal sealed class SingleFlight<TKey, TValue>(IEqualityComparer<TKey>? comparer = null) where TKey : notnull
{
    private readonly Dictionary<TKey, Flight> _flights = new(comparer); // also the gate

    public async ValueTask<TValue> RunAsync<TState>(
        TKey key, TState state, Func<TState, CancellationToken, ValueTask<TValue>> work, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var flight = Join(key, out var lead, out var abandoned);
            if (abandoned)
            {
                await ((Task)flight.Result.Task).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            if (lead) _ = FlyAsync(key, flight, state, work);
            try
            {
                return await flight.Result.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                Leave(flight);
            }
        }
    }

    private Flight Join(TKey key, out bool lead, out bool abandoned)
    {
        lock (_flights)
        {
            lead = !_flights.TryGetValue(key, out var flight);
            if (flight is null) _flights.Add(key, flight = new Flight());
            abandoned = !lead && flight.Waiters == 0;
            if (!abandoned) flight.Waiters++;
            return flight;
        }
    }

    private void Leave(Flight flight)
    {
        lock (_flights)
            if (--flight.Waiters > 0 || flight.Landed) return; // landed: the value may have kept the token
        flight.Cancellation.Cancel();
    }

    private async Task FlyAsync<TState>(TKey key, Flight flight, TState state, Func<TState, CancellationToken, ValueTask<TValue>> work)
    {
        try
        {
            var value = await work(state, flight.Cancellation.Token).ConfigureAwait(false);
            Land(key, flight);
            flight.Result.SetResult(value);
        }
        catch (Exception failure)
        {
            Land(key, flight);
            flight.Result.SetException(failure);
            _ = flight.Result.Task.Exception; // observed: when all have gone, nobody else will look
        }
    }

    // Before the result is known: who sees the result and calls again must find the key free.
    private void Land(TKey key, Flight flight)
    {
        lock (_flights)
        {
            flight.Landed = true;
            _flights.Remove(key);
        }
    }

    private sealed class Flight
    {
        public readonly TaskCompletionSource<TValue> Result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public readonly CancellationTokenSource Cancellation = new();
        public int Waiters;
        public bool Landed;
    }
}
