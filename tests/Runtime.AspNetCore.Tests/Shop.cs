using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RaceSafe.Runtime.AspNetCore.Tests;

/// <summary>A web shop on a real server: its orders must not be placed twice.</summary>
public sealed class Shop : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _orders;

    private Shop(Action<RaceSafeBuilder> backend, Action<IdempotencyKeyOptions>? configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        backend(builder.Services.AddRaceSafe());
        builder.Services.AddProblemDetails();
        _app = builder.Build();
        _app.UseExceptionHandler();
        _app.Use((context, next) =>
        {
            if (context.Request.Headers["X-User"].ToString() is { Length: > 0 } user) context.User = new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, user)], "test"));
            return next();
        });
        _app.MapPost("/orders", async (Order order) =>
        {
            Arrived.TrySetResult();
            await Gate.Task;
            if (order.Count < 0) return Results.ValidationProblem(new Dictionary<string, string[]> { ["count"] = [$"{Interlocked.Increment(ref _orders)}"] });
            if (order.Count == 13) throw new InvalidDataException($"{Interlocked.Increment(ref _orders)}");
            var number = Interlocked.Increment(ref _orders);
            return Results.Created($"/orders/{number}", new Receipt(number, order.Article));
        }).RequireIdempotencyKey(configure);
        _app.MapPut("/orders/{id:int}", (int id, HttpResponse response) =>
        {
            response.Headers["X-Version"] = new[] { $"{Interlocked.Increment(ref _orders)}", "b" };
            return Results.NoContent();
        }).RequireIdempotencyKey(configure);
        _app.MapGet("/free", () => Interlocked.Increment(ref _orders));
    }

    /// <summary>Orders wait until it is complete.</summary>
    public TaskCompletionSource Gate { get; } = new();

    /// <summary>Complete as soon as an order is being worked on.</summary>
    public TaskCompletionSource Arrived { get; } = new();

    public int Orders => Volatile.Read(ref _orders);

    public HttpClient Client { get; private set; } = null!;

    public static async Task<Shop> OpenAsync(Action<RaceSafeBuilder>? backend = null, Action<IdempotencyKeyOptions>? configure = null, bool held = false)
    {
        var shop = new Shop(backend ?? (b => b.UseInMemory()), configure);
        if (!held) shop.Gate.SetResult();
        await shop._app.StartAsync();
        shop.Client = new HttpClient { BaseAddress = new(shop._app.Urls.Single()) };
        return shop;
    }

    public async ValueTask DisposeAsync()
    {
        Gate.TrySetResult();
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

public sealed record Order(string Article, int Count);

public sealed record Receipt(int Number, string Article);
