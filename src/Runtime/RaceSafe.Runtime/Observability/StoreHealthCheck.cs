using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RaceSafe;

/// <summary>
/// Says whether the back end takes writes: it sets one small key, for which a replica, a full disk and a missing table fail as well as a server that is down.
/// <c>services.AddHealthChecks().AddCheck&lt;StoreHealthCheck&gt;("racesafe")</c>.
/// </summary>
/// <param name="store">The store of the registration.</param>
public sealed class StoreHealthCheck(IAtomicStore store) : IHealthCheck
{
    /// <summary>The key that is written; it lives for a minute.</summary>
    public const string Key = "racesafe:health";

    /// <summary>How long the back end may take, retries included: 3 s.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await store.SetAsync(Key, [1], TimeSpan.FromMinutes(1), patience.Token).ConfigureAwait(false);
            return HealthCheckResult.Healthy($"{store.Backend} takes writes.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(context.Registration.FailureStatus, $"{store.Backend} did not take a write within {Patience.TotalSeconds} s.");
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new(context.Registration.FailureStatus, $"{store.Backend} does not take writes.", failure);
        }
    }
}
