using Polly;
using Polly.CircuitBreaker;
using RaceSafe.Runtime.Redis.Tests.Contract;
using RaceSafe.Servers;

namespace RaceSafe.Runtime.Redis.Tests.Examples;

public sealed class CircuitBreakerExample
{
    [RealServerFact(RealServer.Redis)]
    public async Task While_the_server_is_down_calls_fail_at_once_and_when_it_is_back_they_work()
    {
        await using var server = await RedisServer.StartNewAsync();
        using var connection = await ServerFixture.ConnectAsync(server.Port, ",abortConnect=false,connectTimeout=300,syncTimeout=1000");
        var store = Store(connection);
        Assert.Equal(1, (await store.IncrementAsync("n")).Value);
        await Assert.ThrowsAsync<WrongValueTypeException>(async () => await store.HashIncrementAsync("n", "f")); // an error of code breaks no circuit

        await server.KillAsync();
        var failures = new List<Exception>();
        while (failures.LastOrDefault() is not BrokenCircuitException) failures.Add(await Assert.ThrowsAnyAsync<Exception>(async () => await store.IncrementAsync("n")));
        Assert.InRange(failures.Count, 2, 10);
        await Assert.ThrowsAsync<BrokenCircuitException>(async () => await store.IncrementAsync("n")); // which is thrown before anything is sent

        await server.StartAsync();
        for (var waited = 0; ; waited++)
        {
            try
            {
                Assert.InRange((await store.IncrementAsync("n")).Value, 1, waited + 1); // it kept nothing but what was sent since and whose reply came too late
                return;
            }
            catch (Exception e) when (waited < 80 && e is BrokenCircuitException or RedisException or OutcomeUnknownException)
            {
                await Task.Delay(250);
            }
        }
    }

    // docs/observability.md: circuit breaker
    private static RedisAtomicStore Store(IConnectionMultiplexer connection)
    {
        var breaker = new ResiliencePipelineBuilder().AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            MinimumThroughput = 3,
            BreakDuration = TimeSpan.FromSeconds(5),
            // Only what says that the server is out of reach: a wrong value or an overflow is no reason to stop calling.
            ShouldHandle = new PredicateBuilder().Handle<RedisConnectionException>().Handle<TimeoutException>().Handle<OutcomeUnknownException>(),
        }).Build();
        return new RedisAtomicStore(connection, new()
        {
            AttemptTimeout = TimeSpan.FromMilliseconds(300),
            Retry = RetryPolicy.Default with { TotalBudget = TimeSpan.FromMilliseconds(300), Hook = new PollyHook(breaker) },
        });
    }

    private sealed class PollyHook(ResiliencePipeline pipeline) : IOperationHook
    {
        public ValueTask<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> operation, CancellationToken cancellationToken) =>
            pipeline.ExecuteAsync(operation, cancellationToken);
    }
    // end
}
