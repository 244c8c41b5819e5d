using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace RaceSafe;

/// <summary>How <see cref="IdempotencyEndpointExtensions.RequireIdempotencyKey"/> works.</summary>
public sealed class IdempotencyKeyOptions
{
    /// <summary>Name of the header. Default <c>Idempotency-Key</c>, as in the IETF draft draft-ietf-httpapi-idempotency-key-header.</summary>
    public string HeaderName { get; set; } = "Idempotency-Key";

    /// <summary>
    /// Whose keys these are: one client never sees a response to another. Default: the name identifier of the user, else the user's name, else nobody. Without authentication all
    /// callers share their keys: give what tells them apart, such as an API key.
    /// </summary>
    public Func<HttpContext, string?> Client { get; set; } =
        static context => context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? context.User.Identity?.Name;

    /// <summary>Which responses are remembered, by their status. Default: those below 400.</summary>
    public Func<int, bool> Remember { get; set; } = static status => status < 400;

    /// <summary>
    /// Leases, times and policies. Default: those of <see cref="RaceSafe.IdempotencyOptions"/>, with <see cref="DuplicateHandling.Reject"/>, which is what makes 409;
    /// <see cref="DuplicateHandling.Wait"/> lets a duplicate wait for the response.
    /// </summary>
    public IdempotencyOptions Idempotency { get; set; } = new() { OnDuplicate = DuplicateHandling.Reject };

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(HeaderName);
        ArgumentNullException.ThrowIfNull(Client);
        ArgumentNullException.ThrowIfNull(Remember);
        ArgumentNullException.ThrowIfNull(Idempotency);
        Idempotency.Validate();
    }
}
