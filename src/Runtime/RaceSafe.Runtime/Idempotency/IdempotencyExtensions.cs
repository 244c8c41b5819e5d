using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RaceSafe;

/// <summary><see cref="IIdempotency.ExecuteAsync"/> for results that are kept as JSON.</summary>
public static class IdempotencyExtensions
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web); // .NET 8 has no JsonSerializerOptions.Web

    private const string Reflection = "Uses reflection; use the overload with a JsonTypeInfo.";

    /// <summary>Runs <paramref name="body"/> once per key, with its result kept as JSON and the request told by its JSON.</summary>
    /// <param name="idempotency">The back end.</param>
    /// <param name="key">Names the request.</param>
    /// <param name="request">What is asked for: an object, or a <see cref="RequestFingerprint"/>.</param>
    /// <param name="body">The work; see <see cref="IIdempotency.ExecuteAsync"/>.</param>
    /// <param name="options">Null: those of the registration.</param>
    /// <param name="cancellationToken">Ends a wait, and asks the work to stop.</param>
    /// <typeparam name="TRequest">Type of the request; its name is part of the fingerprint.</typeparam>
    /// <typeparam name="T">Type of the result. A replayed one has been through JSON and back.</typeparam>
    /// <inheritdoc cref="IIdempotency.ExecuteAsync" path="/exception"/>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static ValueTask<IdempotentResult<T>> ExecuteAsync<TRequest, T>(
        this IIdempotency idempotency, IdempotencyKey key, TRequest request, Func<IdempotencyClaim, CancellationToken, Task<T>> body,
        IdempotencyOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(idempotency, key, RequestFingerprint.OfJson(request), body,
            static value => JsonSerializer.SerializeToUtf8Bytes(value, Json),
            static bytes => JsonSerializer.Deserialize<T>(bytes, Json)!, options, cancellationToken);

    /// <inheritdoc cref="ExecuteAsync{TRequest,T}(IIdempotency,IdempotencyKey,TRequest,Func{IdempotencyClaim,CancellationToken,Task{T}},IdempotencyOptions,CancellationToken)"/>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static ValueTask<IdempotentResult<T>> ExecuteAsync<TRequest, T>(
        this IIdempotency idempotency, IdempotencyKey key, TRequest request, Func<CancellationToken, Task<T>> body,
        IdempotencyOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return idempotency.ExecuteAsync(key, request, (_, ct) => body(ct), options, cancellationToken);
    }

    /// <summary>As the other overloads, without reflection.</summary>
    /// <param name="idempotency">The back end.</param>
    /// <param name="key">Names the request.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="body">The work; see <see cref="IIdempotency.ExecuteAsync"/>.</param>
    /// <param name="result">How the result is spelled.</param>
    /// <param name="options">Null: those of the registration.</param>
    /// <param name="cancellationToken">Ends a wait, and asks the work to stop.</param>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <inheritdoc cref="IIdempotency.ExecuteAsync" path="/exception"/>
    public static ValueTask<IdempotentResult<T>> ExecuteAsync<T>(
        this IIdempotency idempotency, IdempotencyKey key, RequestFingerprint request, Func<IdempotencyClaim, CancellationToken, Task<T>> body, JsonTypeInfo<T> result,
        IdempotencyOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(idempotency, key, request, body,
            value => JsonSerializer.SerializeToUtf8Bytes(value, result), bytes => JsonSerializer.Deserialize(bytes, result)!, options, cancellationToken);

    private static async ValueTask<IdempotentResult<T>> RunAsync<T>(
        IIdempotency idempotency, IdempotencyKey key, RequestFingerprint request, Func<IdempotencyClaim, CancellationToken, Task<T>> body,
        Func<T, byte[]> write, Func<byte[], T> read, IdempotencyOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(idempotency);
        ArgumentNullException.ThrowIfNull(body);
        T? own = default;
        var ran = false;
        var (bytes, outcome) = await idempotency.ExecuteAsync(key, request, async (claim, ct) =>
        {
            own = await body(claim, ct).ConfigureAwait(false);
            ran = true;
            return write(own);
        }, options, cancellationToken).ConfigureAwait(false);
        return new(ran ? own! : read(bytes), outcome);
    }
}
