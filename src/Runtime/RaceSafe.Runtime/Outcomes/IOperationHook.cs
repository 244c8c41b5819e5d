namespace RaceSafe;

/// <summary>
/// Stands around the operations of a store; <c>ResiliencePipeline.ExecuteAsync</c> of Polly has this very shape (docs/observability.md shows a circuit breaker). Asynchronous
/// operations only.
/// </summary>
/// <remarks>
/// The operation repeats by itself what is safe to repeat. A hook that repeats it too counts twice whatever has no operation id: a hook breaks circuits, limits or measures, and
/// does not retry. What it throws goes to the caller as it is.
/// </remarks>
public interface IOperationHook
{
    /// <summary>Runs an operation, or refuses to.</summary>
    ValueTask<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> operation, CancellationToken cancellationToken);
}
