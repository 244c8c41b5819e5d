using Polly;
using Polly.CircuitBreaker;
using RaceSafe;

namespace StorageAccounts;

/// <summary>
/// What happens while the store of locks and answers is out of reach: after a few failures nobody waits for it any more (a circuit breaker), and the request is refused. In
/// development only it may be worked on under a lock of this process.
/// </summary>
public sealed class StoreGuard
{
    private readonly ResiliencePipeline _breaker;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly AsyncKeyedLock<string> _own = new();
    private readonly bool _isDevelopment;
    private readonly AccountMetrics _metrics;
    private readonly ILogger<StoreGuard> _log;

    /// <param name="isDevelopment">Whether to go on without the store. The unique index still holds; retries are not recognized.</param>
    /// <param name="metrics">Is told of every request that the store failed.</param>
    /// <param name="log">Is told of every request that went on without.</param>
    /// <param name="time">Clock of the breaker.</param>
    public StoreGuard(bool isDevelopment, AccountMetrics metrics, ILogger<StoreGuard> log, TimeProvider time)
    {
        (_isDevelopment, _metrics, _log) = (isDevelopment, metrics, log);
        _breaker = new ResiliencePipelineBuilder { TimeProvider = time }.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            FailureRatio = 0.5,
            MinimumThroughput = 3,
            SamplingDuration = TimeSpan.FromSeconds(10),
            BreakDuration = TimeSpan.FromSeconds(2),
            // A busy lock, a bad sign-in and a failing database are no reason to stop asking the store.
            ShouldHandle = new PredicateBuilder().Handle<LocksOutOfReachException>().Handle<IdempotencyUnavailableException>().Handle<LockLostException>(),
            StateProvider = _state,
        }).Build();
    }

    /// <summary><c>Closed</c> while the store answers.</summary>
    public string Circuit => $"{_state.CircuitState}";

    /// <summary>Runs a request with the store, or as the environment says without it.</summary>
    /// <param name="guarded">The request with the store.</param>
    /// <param name="name">What the request is about; those about the same follow one another.</param>
    /// <param name="alone">The request without the store.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="AccountRefusedException">The store is out of reach, and this is not development.</exception>
    public async Task<AccountResult> RunAsync(
        Func<CancellationToken, Task<AccountResult>> guarded, string name, Func<CancellationToken, Task<AccountResult>> alone, CancellationToken cancellationToken)
    {
        try
        {
            return await _breaker.ExecuteAsync(async ct => await guarded(ct), cancellationToken);
        }
        catch (Exception failure) when (failure is BrokenCircuitException or LocksOutOfReachException or IdempotencyUnavailableException or LockLostException)
        {
            _metrics.StoreFailed(wentOn: _isDevelopment);
            if (!_isDevelopment) throw new AccountRefusedException("Accounts cannot be made at the moment. Try again: there will be one account.", failure);
            _log.LogWarning(failure, "The store of locks is out of reach; going on under a lock of this process, as development allows.");
            using var held = await _own.LockAsync(name, cancellationToken);
            return await alone(cancellationToken);
        }
    }
}
