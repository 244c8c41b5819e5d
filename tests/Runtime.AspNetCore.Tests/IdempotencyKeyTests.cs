using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.AspNetCore.Tests;

public sealed class IdempotencyKeyTests
{
    private static readonly Order Book = new("book", 1);

    [Fact]
    public async Task A_repeated_request_gets_the_first_response_and_says_so()
    {
        await using var shop = await Shop.OpenAsync();
        using var first = await OrderAsync(shop, "k1");
        using var second = await OrderAsync(shop, "k1");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, second.StatusCode));
        Assert.Equal(new Receipt(1, "book"), await first.Content.ReadFromJsonAsync<Receipt>());
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.Equal(("/orders/1", "/orders/1"), (first.Headers.Location?.ToString(), second.Headers.Location?.ToString()));
        Assert.Equal(first.Content.Headers.ContentType, second.Content.Headers.ContentType);
        Assert.Equal((false, true), (IsReplayed(first), IsReplayed(second)));
        Assert.Equal(1, shop.Orders);
    }

    [Fact]
    public async Task A_response_without_a_body_keeps_its_status_and_headers()
    {
        await using var shop = await Shop.OpenAsync();
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, "/orders/5");
            request.Headers.Add("Idempotency-Key", "k1");
            using var response = await shop.Client.SendAsync(request);
            Assert.Equal((HttpStatusCode.NoContent, i == 1), (response.StatusCode, IsReplayed(response)));
            Assert.Equal(["1", "b"], response.Headers.GetValues("X-Version"));
        }
    }

    [Theory]
    [InlineData()]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a", "b")]
    public async Task A_missing_or_malformed_key_is_400(params string[] keys)
    {
        await using var shop = await Shop.OpenAsync();
        using var response = await OrderAsync(shop, keys);
        await AssertProblemAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal(0, shop.Orders);
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_400()
    {
        await using var shop = await Shop.OpenAsync();
        using var longest = await OrderAsync(shop, new string('k', 255));
        using var longer = await OrderAsync(shop, new string('k', 256));
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.BadRequest), (longest.StatusCode, longer.StatusCode));
    }

    [Fact]
    public async Task A_concurrent_duplicate_is_409_and_told_when_to_come_again()
    {
        await using var shop = await Shop.OpenAsync(held: true);
        var first = OrderAsync(shop, "k1");
        await shop.Arrived.Task;
        using var second = await OrderAsync(shop, "k1");
        await AssertProblemAsync(second, HttpStatusCode.Conflict);
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        shop.Gate.SetResult();
        Assert.Equal(HttpStatusCode.Created, (await first).StatusCode);
        Assert.True(IsReplayed(await OrderAsync(shop, "k1")));
        Assert.Equal(1, shop.Orders);
    }

    [Fact]
    public async Task Duplicates_wait_for_the_response_on_request()
    {
        await using var shop = await Shop.OpenAsync(configure: o => o.Idempotency.OnDuplicate = DuplicateHandling.Wait, held: true);
        var orders = Enumerable.Range(0, 10).Select(_ => OrderAsync(shop, "k1")).ToArray();
        await Task.Delay(200);
        shop.Gate.SetResult();
        foreach (var response in await Task.WhenAll(orders)) Assert.Equal(new Receipt(1, "book"), await response.Content.ReadFromJsonAsync<Receipt>());
        Assert.Equal((1, 9), (shop.Orders, orders.Count(order => IsReplayed(order.Result))));
    }

    [Fact]
    public async Task Another_request_under_the_key_is_422()
    {
        await using var shop = await Shop.OpenAsync();
        using var first = await OrderAsync(shop, "k1");
        using var other = await OrderAsync(shop, Book with { Count = 2 }, "k1");
        await AssertProblemAsync(other, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(1, shop.Orders);
    }

    [Fact]
    public async Task An_error_is_not_remembered()
    {
        await using var shop = await Shop.OpenAsync();
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            using var invalid = await OrderAsync(shop, Book with { Count = -1 }, "invalid");
            Assert.Equal((HttpStatusCode.BadRequest, false), (invalid.StatusCode, IsReplayed(invalid)));
            Assert.Contains($"\"{2 * attempt - 1}\"", await invalid.Content.ReadAsStringAsync());
            using var failed = await OrderAsync(shop, Book with { Count = 13 }, "failed");
            Assert.Equal((HttpStatusCode.InternalServerError, false), (failed.StatusCode, IsReplayed(failed)));
        }

        Assert.Equal(4, shop.Orders);
    }

    [Fact]
    public async Task Users_do_not_see_each_others_responses_and_endpoints_not_each_others_keys()
    {
        await using var shop = await Shop.OpenAsync();
        foreach (var (user, number) in new[] { ("ann", 1), ("bob", 2), ("ann", 1) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = JsonContent.Create(Book) };
            request.Headers.Add("X-User", user);
            request.Headers.Add("Idempotency-Key", "k1");
            using var response = await shop.Client.SendAsync(request);
            Assert.Equal(number, (await response.Content.ReadFromJsonAsync<Receipt>())!.Number);
        }

        using var put = new HttpRequestMessage(HttpMethod.Put, "/orders/1");
        put.Headers.Add("X-User", "ann");
        put.Headers.Add("Idempotency-Key", "k1");
        Assert.Equal(HttpStatusCode.NoContent, (await shop.Client.SendAsync(put)).StatusCode);
    }

    [Fact]
    public async Task Other_endpoints_need_no_key() =>
        Assert.Equal("1", await (await Shop.OpenAsync()).Client.GetStringAsync("/free"));

    [Fact]
    public async Task A_client_that_hangs_up_finds_the_response_when_it_asks_again()
    {
        await using var shop = await Shop.OpenAsync(held: true, configure: o => o.Idempotency.OnDuplicate = DuplicateHandling.Wait);
        using var impatient = new CancellationTokenSource(300);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => OrderAsync(shop, Book, impatient.Token, "k1"));
        shop.Gate.SetResult();
        using var again = await OrderAsync(shop, "k1");
        Assert.Equal(new Receipt(1, "book"), await again.Content.ReadFromJsonAsync<Receipt>());
        Assert.Equal(1, shop.Orders);
    }

    [RealServerFact(RealServer.Redis)]
    public async Task Two_servers_over_one_store_place_one_order_and_without_the_store_none()
    {
        await using var redis = await RedisServer.StartNewAsync();
        void Use(RaceSafeBuilder b) => b.UseRedis(redis.Endpoint, o =>
            (o.AttemptTimeout, o.Retry) = (TimeSpan.FromSeconds(3), RetryPolicy.Default with { TotalBudget = TimeSpan.FromSeconds(3) }));
        await using var one = await Shop.OpenAsync(Use);
        await using var two = await Shop.OpenAsync(Use);
        using var first = await OrderAsync(one, "k1");
        using var second = await OrderAsync(two, "k1");
        Assert.Equal((false, true, 1, 0), (IsReplayed(first), IsReplayed(second), one.Orders, two.Orders));

        await redis.KillAsync();
        using var down = await OrderAsync(two, "k2");
        await AssertProblemAsync(down, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(0, two.Orders);
    }

    private static Task<HttpResponseMessage> OrderAsync(Shop shop, params string[] keys) => OrderAsync(shop, Book, keys);

    private static Task<HttpResponseMessage> OrderAsync(Shop shop, Order order, params string[] keys) => OrderAsync(shop, order, default, keys);

    private static async Task<HttpResponseMessage> OrderAsync(Shop shop, Order order, CancellationToken cancellationToken, params string[] keys)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = JsonContent.Create(order) };
        foreach (var key in keys) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await shop.Client.SendAsync(request, cancellationToken);
    }

    private static bool IsReplayed(HttpResponseMessage response) => response.Headers.TryGetValues("Idempotency-Replayed", out var values) && values.Single() == "true";

    private static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = (await response.Content.ReadFromJsonAsync<ProblemDetails>())!;
        Assert.Equal((int)status, problem.Status);
        Assert.False(string.IsNullOrEmpty(problem.Title));
        Assert.False(IsReplayed(response));
    }
}
