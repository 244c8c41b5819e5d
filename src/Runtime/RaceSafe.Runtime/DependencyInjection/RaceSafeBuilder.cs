using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RaceSafe;

/// <summary>
/// Chooses the back end of the <see cref="IAtomicStore"/>, the <see cref="ILockProvider"/> and <see cref="IIdempotency"/>. <c>UseRedis</c>, <c>UseNpgsql</c> and <c>UseSqlite</c> come with the packages
/// RaceSafe.Runtime.Redis and RaceSafe.Runtime.Sql, as extension methods of this class.
/// </summary>
public sealed partial class RaceSafeBuilder
{
    private const string Category = "RaceSafe";

    internal RaceSafeBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services that are being set up.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The back end chosen so far; null before.</summary>
    public string? Backend { get; private set; }

    /// <summary>
    /// Keeps everything in the memory of this process. Logged as a warning when the store or the locks are made, because no other process sees them. In an
    /// environment named Production asking for the <see cref="ILockProvider"/> is an error: a lock that the next instance does not see protects
    /// nothing.
    /// </summary>
    /// <param name="configure">Sets options.</param>
    /// <exception cref="InvalidOperationException">A back end is chosen already.</exception>
    public RaceSafeBuilder UseInMemory(Action<AtomicStoreOptions>? configure = null) =>
        UseStore("memory", configure, static (services, options) =>
        {
            if (services.GetService<ILoggerFactory>() is { } loggers) LogInMemory(loggers.CreateLogger(Category));
            return new MemoryAtomicStore(options, services.GetService<TimeProvider>());
        }).UseLocks(static services =>
        {
            if (services.GetService<IHostEnvironment>()?.IsProduction() == true)
                throw new InvalidOperationException(
                    "Locks in memory are refused in the environment Production: other instances would not see them. Choose UseRedis, UseNpgsql or UseSqlite; where one process is all there ever is, AsyncKeyedLock is the lock to take.");
            var logger = services.GetService<ILoggerFactory>()?.CreateLogger(Category);
            if (logger is not null) LogLocksInMemory(logger);
            return new MemoryLockProvider(services.GetService<TimeProvider>(), logger);
        }).UseIdempotencyStore(static services => new MemoryIdempotencyStore(services.GetService<TimeProvider>()));

    /// <summary>Sets the options of <see cref="IIdempotency"/>; they are checked when the host starts.</summary>
    public RaceSafeBuilder ConfigureIdempotency(Action<IdempotencyOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Services.AddOptions<IdempotencyOptions>().Configure(configure).ValidateOnStart();
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IdempotencyOptions>, IdempotencyOptionsValidator>());
        return this;
    }

    /// <summary>For back ends: registers <see cref="IIdempotency"/> over a store of theirs.</summary>
    /// <param name="create">Makes the store.</param>
    public RaceSafeBuilder UseIdempotencyStore(Func<IServiceProvider, IIdempotencyStore> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Services.AddSingleton(create);
        Services.AddSingleton<IIdempotency>(static services => new Idempotency(
            services.GetRequiredService<IIdempotencyStore>(),
            services.GetService<IOptions<IdempotencyOptions>>()?.Value,
            services.GetService<TimeProvider>(),
            services.GetService<ILoggerFactory>()?.CreateLogger("RaceSafe")));
        return this;
    }

    /// <summary>For back ends: registers the locks as a singleton, in place of those before.</summary>
    /// <param name="create">Makes the provider.</param>
    public RaceSafeBuilder UseLocks(Func<IServiceProvider, ILockProvider> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Services.RemoveAll<ILockProvider>();
        Services.AddSingleton(create);
        return this;
    }

    /// <summary>For back ends: registers the store as a singleton, with options that are checked when the host starts.</summary>
    /// <param name="backend">The store's <see cref="IAtomicStore.Backend"/>.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="create">Makes the store from checked options.</param>
    /// <exception cref="InvalidOperationException">A back end is chosen already.</exception>
    public RaceSafeBuilder UseStore<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        string backend, Action<TOptions>? configure, Func<IServiceProvider, TOptions, IAtomicStore> create)
        where TOptions : AtomicStoreOptions, new()
    {
        ArgumentException.ThrowIfNullOrEmpty(backend);
        ArgumentNullException.ThrowIfNull(create);
        if (Backend is not null)
            throw new InvalidOperationException($"The back end '{Backend}' is chosen already; '{backend}' would divide the callers between two stores.");

        Backend = backend;
        var options = Services.AddOptions<TOptions>();
        if (configure is not null) options.Configure(configure);
        options.ValidateOnStart();
        Services.AddSingleton<IValidateOptions<TOptions>>(new OptionsValidator<TOptions>());
        Services.AddSingleton(provider => create(provider, provider.GetRequiredService<IOptions<TOptions>>().Value));
        return this;
    }

    /// <summary>
    /// Keeps the <see cref="IDistributedCache"/> in the atomic store, so that <see cref="AtomicDistributedCacheExtensions"/> work on its entries for all
    /// processes. Takes the place of a cache that was registered before; its entries are not carried over.
    /// </summary>
    /// <param name="keyPrefix">Put before every key, so that cache entries and other keys of the store do not meet.</param>
    public RaceSafeBuilder AddDistributedCache(string keyPrefix = "cache:")
    {
        ArgumentNullException.ThrowIfNull(keyPrefix);
        Services.RemoveAll<IDistributedCache>();
        Services.AddSingleton<IDistributedCache>(provider =>
            new AtomicDistributedCache(provider.GetRequiredService<IAtomicStore>(), keyPrefix, provider.GetService<TimeProvider>()));
        return this;
    }

    [LoggerMessage(EventId = 1, EventName = "InMemoryStore", Level = LogLevel.Warning,
        Message = "RaceSafe keeps its state in the memory of this process: no other process sees it, and it ends with this one.")]
    private static partial void LogInMemory(ILogger logger);

    [LoggerMessage(EventId = 2, EventName = "InMemoryLocks", Level = LogLevel.Warning,
        Message = "RaceSafe keeps its locks in the memory of this process: no other process is kept out.")]
    private static partial void LogLocksInMemory(ILogger logger);

    private sealed class OptionsValidator<TOptions> : IValidateOptions<TOptions> where TOptions : AtomicStoreOptions
    {
        public ValidateOptionsResult Validate(string? name, TOptions options)
        {
            var errors = options.FindErrors().ToList();
            return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
        }
    }

    private sealed class IdempotencyOptionsValidator : IValidateOptions<IdempotencyOptions>
    {
        public ValidateOptionsResult Validate(string? name, IdempotencyOptions options)
        {
            var errors = options.FindErrors().ToList();
            return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
        }
    }

    /// <summary>Resolved at start, so that a missing back end is an error then and not at the first request.</summary>
    internal sealed class Registration;

    internal sealed class RegistrationValidator(RaceSafeBuilder builder) : IValidateOptions<Registration>
    {
        public ValidateOptionsResult Validate(string? name, Registration options) => builder.Backend is not null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("AddRaceSafe() was called without a back end: add .UseRedis(…), .UseNpgsql(…), .UseSqlite(…) or .UseInMemory().");
    }
}
