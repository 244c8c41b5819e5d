using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace RaceSafe;

/// <summary>Endpoints that a client may call again without harm.</summary>
public static class IdempotencyEndpointExtensions
{
    /// <summary>
    /// Lets the endpoint run once per <c>Idempotency-Key</c> header, by the <see cref="IIdempotency"/> of the services; for minimal APIs, groups of them, and controllers.
    /// </summary>
    /// <remarks>
    /// <list type="table">
    /// <listheader><term>Status</term><description>When</description></listheader>
    /// <item><term>400</term><description>The header is missing, there are several, or it is not 1 to 255 visible ASCII characters.</description></item>
    /// <item><term>409</term><description>The first request is being worked on; <c>Retry-After</c> says when to come again.</description></item>
    /// <item><term>422</term><description>The key was used for a request with another method, path, query, content type or body.</description></item>
    /// <item><term>503</term><description>The store of the keys cannot be reached; nothing was done, or the problem's <c>workDone</c> is true.</description></item>
    /// </list>
    /// <para>
    /// All as problem details. A repeated request gets the first response with its status, headers and body, and <c>Idempotency-Replayed: true</c>. A response of 400 or more is not remembered, nor is an
    /// exception. Keys of different users, and of different endpoints, never meet. Request and response are held in memory.
    /// </para>
    /// </remarks>
    /// <param name="builder">The endpoint, group or controllers.</param>
    /// <param name="configure">Sets options.</param>
    public static TBuilder RequireIdempotencyKey<TBuilder>(this TBuilder builder, Action<IdempotencyKeyOptions>? configure = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new IdempotencyKeyOptions();
        configure?.Invoke(options);
        options.Validate();
        // Around the whole endpoint and not as an endpoint filter: a filter runs after the body has been read, and before the response is written.
        builder.Add(endpoint =>
        {
            if (endpoint.RequestDelegate is not { } inner) return;
            var idempotent = new IdempotentEndpoint(inner, endpoint.DisplayName ?? "", options);
            endpoint.RequestDelegate = idempotent.InvokeAsync;
            endpoint.Metadata.Add(new IdempotencyKeyMetadata(options.HeaderName));
        });
        return builder;
    }
}

/// <summary>Marks an endpoint that needs an idempotency key, for generators of API descriptions.</summary>
/// <param name="HeaderName">Name of the header.</param>
public sealed record IdempotencyKeyMetadata(string HeaderName);
