using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace RaceSafe;

/// <summary>Chooses Redis as the back end.</summary>
public static class RedisRaceSafeBuilderExtensions
{
    /// <summary>
    /// Keeps everything in Redis, on a connection that is made with the store, closed with the container, and kept trying when the server is down at
    /// the start (unless <paramref name="configuration"/> says <c>abortConnect=true</c>).
    /// </summary>
    /// <param name="builder">The set-up.</param>
    /// <param name="configuration">Servers and settings, as StackExchange.Redis takes them: <c>"localhost:6379,password=…"</c>.</param>
    /// <param name="configure">Sets options.</param>
    /// <exception cref="InvalidOperationException">A back end is chosen already.</exception>
    public static RaceSafeBuilder UseRedis(this RaceSafeBuilder builder, string configuration, Action<RedisAtomicStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(configuration);
        var settings = ConfigurationOptions.Parse(configuration);
        if (!configuration.Contains("abortConnect", StringComparison.OrdinalIgnoreCase)) settings.AbortOnConnectFail = false;
        builder.UseRedis(static services => services.GetRequiredService<OwnConnection>().Multiplexer, configure);
        builder.Services.AddSingleton(_ => new OwnConnection(ConnectionMultiplexer.Connect(settings)));
        return builder;
    }

    /// <summary>Keeps everything in Redis, on a connection of the application: <c>UseRedis(s => s.GetRequiredService&lt;IConnectionMultiplexer&gt;())</c>.</summary>
    /// <param name="builder">The set-up.</param>
    /// <param name="connection">Finds the connection, once for the store and once for the locks.</param>
    /// <param name="configure">Sets options.</param>
    /// <exception cref="InvalidOperationException">A back end is chosen already.</exception>
    public static RaceSafeBuilder UseRedis(
        this RaceSafeBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> connection, Action<RedisAtomicStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connection);
        return builder.UseStore(RedisExecutor.Backend, configure, (services, options) => new RedisAtomicStore(connection(services), options))
            .UseLocks(services => new RedisLockProvider(
                connection(services), services.GetRequiredService<IOptions<RedisAtomicStoreOptions>>().Value, services.GetService<TimeProvider>(),
                services.GetService<ILoggerFactory>()?.CreateLogger("RaceSafe")))
            .UseIdempotencyStore(services => new RedisIdempotencyStore(connection(services), services.GetRequiredService<IOptions<RedisAtomicStoreOptions>>().Value));
    }

    // A service of its own type: the application may have a connection of its own for other things.
    private sealed class OwnConnection(ConnectionMultiplexer multiplexer) : IDisposable
    {
        public IConnectionMultiplexer Multiplexer => multiplexer;

        public void Dispose() => multiplexer.Dispose();
    }
}
