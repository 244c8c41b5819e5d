using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace RaceSafe;

/// <summary>An endpoint whose response is kept and repeated.</summary>
internal sealed class IdempotentEndpoint(RequestDelegate inner, string endpoint, IdempotencyKeyOptions options)
{
    private const int LongestKey = 255;
    private const string Replayed = "Idempotency-Replayed";

    public async Task InvokeAsync(HttpContext context)
    {
        if (!TryReadKey(context.Request.Headers[options.HeaderName], out var text))
        {
            await ProblemAsync(context, StatusCodes.Status400BadRequest, $"{options.HeaderName} is required.", $"Send one {options.HeaderName} header with 1 to {LongestKey} visible ASCII characters.").ConfigureAwait(false);
            return;
        }

        var idempotency = context.RequestServices.GetRequiredService<IIdempotency>();
        var key = IdempotencyKey.Create("http", endpoint, options.Client(context), text);
        var request = await FingerprintAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        try
        {
            // Not the token of the request: a client that hangs up and tries again must find what the first request did.
            var (stored, outcome) = await idempotency.ExecuteAsync(key, request, (_, _) => RunAsync(context), options.Idempotency, CancellationToken.None).ConfigureAwait(false);
            var response = CapturedResponse.Read(stored);
            if (outcome is IdempotencyOutcome.Replayed or IdempotencyOutcome.Waited) context.Response.Headers[Replayed] = "true";
            await response.WriteAsync(context.Response, context.RequestAborted).ConfigureAwait(false);
        }
        catch (NotRememberedException response)
        {
            await response.Response.WriteAsync(context.Response, context.RequestAborted).ConfigureAwait(false);
        }
        catch (IdempotencyMismatchException)
        {
            await ProblemAsync(context, StatusCodes.Status422UnprocessableEntity, $"{options.HeaderName} was used for another request.", "A new request needs a new key. Nothing was done.").ConfigureAwait(false);
        }
        catch (IdempotencyInFlightException working)
        {
            await ConflictAsync(context, working.RetryAfter, "The request is being worked on.").ConfigureAwait(false);
        }
        catch (IdempotencyClaimLostException)
        {
            await ConflictAsync(context, TimeSpan.Zero, "The request took too long and may be worked on a second time; ask again for the result.").ConfigureAwait(false);
        }
        catch (IdempotencyUnavailableException down)
        {
            context.Response.Headers.RetryAfter = "5";
            await ProblemAsync(context, StatusCodes.Status503ServiceUnavailable, "The store of idempotency keys cannot be reached.",
                down.WorkDone ? "The request was carried out, but its response could not be kept: sent again, it may be carried out again." : "Nothing was done; try again.",
                ("workDone", down.WorkDone)).ConfigureAwait(false);
        }
    }

    private async Task<byte[]> RunAsync(HttpContext context)
    {
        var response = await CapturedResponse.OfAsync(context, inner).ConfigureAwait(false);
        return options.Remember(response.Status) ? response.ToBytes() : throw new NotRememberedException(response);
    }

    private static bool TryReadKey(StringValues header, out string key)
    {
        key = header.Count == 1 ? header[0] ?? "" : "";
        return key.Length is > 0 and <= LongestKey && !key.AsSpan().ContainsAnyExceptInRange('!', '~');
    }

    private static async Task<RequestFingerprint> FingerprintAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        request.EnableBuffering();
        using var hash = System.Security.Cryptography.SHA256.Create();
        var body = await hash.ComputeHashAsync(request.Body, cancellationToken).ConfigureAwait(false);
        request.Body.Position = 0;
        return RequestFingerprint.OfParts(request.Method, $"{request.PathBase}{request.Path}", request.QueryString.Value, request.ContentType, body);
    }

    private static Task ConflictAsync(HttpContext context, TimeSpan retryAfter, string detail)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return ProblemAsync(context, StatusCodes.Status409Conflict, "The request is in flight.", detail);
    }

    private static Task ProblemAsync(HttpContext context, int status, string title, string detail, params (string Name, object Value)[] more)
    {
        var problem = new ProblemDetails { Status = status, Title = title, Detail = detail };
        foreach (var (name, value) in more) problem.Extensions[name] = value;
        return TypedResults.Problem(problem).ExecuteAsync(context);
    }

    private sealed class NotRememberedException(CapturedResponse response) : Exception
    {
        public CapturedResponse Response { get; } = response;
    }
}
