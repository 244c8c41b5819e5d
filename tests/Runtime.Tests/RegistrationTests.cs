using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RaceSafe.Runtime.Tests;

public sealed class RegistrationTests
{
    private readonly ServiceCollection _services = new();

    [Fact]
    public async Task The_memory_store_is_one_for_all()
    {
        _services.AddRaceSafe().UseInMemory();
        using var provider = Start();
        var store = provider.GetRequiredService<IAtomicStore>();
        Assert.Equal("memory", store.Backend);
        Assert.Same(store, provider.GetRequiredService<IAtomicStore>());
        Assert.Equal(1, (await store.IncrementAsync("n")).Value);
    }

    [Fact]
    public async Task The_distributed_cache_takes_the_place_of_the_one_before_and_shares_the_store()
    {
        _services.AddDistributedMemoryCache();
        _services.AddRaceSafe().UseInMemory().AddDistributedCache("c:");
        using var provider = Start();
        var cache = Assert.IsType<AtomicDistributedCache>(Assert.Single(provider.GetServices<IDistributedCache>()));
        await cache.IncrementAsync("n");
        Assert.Equal("1"u8.ToArray(), await provider.GetRequiredService<IAtomicStore>().GetAsync("c:n"));
    }

    [Fact]
    public void A_missing_back_end_is_an_error_at_start()
    {
        _services.AddRaceSafe();
        var error = Assert.Throws<OptionsValidationException>(() => Start());
        Assert.Contains(".UseInMemory()", error.Message);
    }

    [Fact]
    public void A_second_back_end_is_refused()
    {
        _services.AddRaceSafe().UseInMemory();
        var error = Assert.Throws<InvalidOperationException>(() => _services.AddRaceSafe().UseInMemory());
        Assert.Contains("'memory'", error.Message);
    }

    [Theory]
    [InlineData("OperationIdLifetime", 0, 5, 1000, 0)]
    [InlineData("OperationIdLifetime", 9_999, 5, 1000, 10_000)]
    [InlineData("Retry.BaseDelay", 600_000, 0, 1000, 10_000)]
    [InlineData("Retry.MaxDelay", 600_000, 5, 4, 10_000)]
    [InlineData("Retry.TotalBudget", 600_000, 5, 1000, -1)]
    [InlineData("Retry.TotalBudget", 1e12, 5, 1000, 86_400_001)]
    public void Options_are_checked_at_start_and_the_property_is_named(string property, double lifetime, double baseDelay, double maxDelay, double budget)
    {
        _services.AddRaceSafe().UseInMemory(options =>
        {
            options.OperationIdLifetime = TimeSpan.FromMilliseconds(lifetime);
            options.Retry = new RetryPolicy
            {
                BaseDelay = TimeSpan.FromMilliseconds(baseDelay),
                MaxDelay = TimeSpan.FromMilliseconds(maxDelay),
                TotalBudget = TimeSpan.FromMilliseconds(budget),
            };
        });
        var error = Assert.Throws<OptionsValidationException>(() => Start());
        Assert.Contains(error.Failures, failure => failure.StartsWith(property, StringComparison.Ordinal));
    }

    [Fact]
    public void Null_options_are_named_and_a_store_made_by_hand_checks_them_too()
    {
        var error = Assert.Throws<OptionsValidationException>(() => new MemoryAtomicStore(new AtomicStoreOptions { Retry = null! }));
        Assert.Contains("Retry must not be null", error.Message);
        error = Assert.Throws<OptionsValidationException>(() => new MemoryAtomicStore(new AtomicStoreOptions { Retry = new() { TimeProvider = null! } }));
        Assert.Contains("Retry.TimeProvider", error.Message);
    }

    [Fact]
    public void That_the_state_is_local_is_logged_once()
    {
        var log = new Log();
        _services.AddLogging(logging => logging.AddProvider(log));
        _services.AddRaceSafe().UseInMemory();
        using var provider = Start();
        provider.GetRequiredService<IAtomicStore>();
        provider.GetRequiredService<IAtomicStore>();
        provider.GetRequiredService<ILockProvider>();
        provider.GetRequiredService<ILockProvider>();
        Assert.Equal([(LogLevel.Warning, "RaceSafe", "InMemoryStore"), (LogLevel.Warning, "RaceSafe", "InMemoryLocks")], log.Events);
    }

    // What a host does when it starts.
    private ServiceProvider Start()
    {
        var provider = _services.BuildServiceProvider(validateScopes: true);
        provider.GetRequiredService<IStartupValidator>().Validate();
        return provider;
    }

    private sealed class Log : ILoggerProvider
    {
        public List<(LogLevel, string, string?)> Events { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void Dispose()
        {
        }

        private sealed class Logger(Log log, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                log.Events.Add((logLevel, category, eventId.Name));
        }
    }
}
