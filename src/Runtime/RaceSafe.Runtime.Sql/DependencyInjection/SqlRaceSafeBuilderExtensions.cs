using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace RaceSafe;

/// <summary>Chooses a SQL database as the back end. Its tables are not created: see <see cref="SqlSchema"/>.</summary>
public static class SqlRaceSafeBuilderExtensions
{
    /// <summary>Keeps the state in PostgreSQL.</summary>
    /// <param name="builder">The set-up.</param>
    /// <param name="connectionString">As Npgsql takes it.</param>
    /// <param name="configure">Sets options.</param>
    /// <exception cref="InvalidOperationException">A back end is chosen already.</exception>
    public static RaceSafeBuilder UseNpgsql(this RaceSafeBuilder builder, string connectionString, Action<SqlStoreOptions>? configure = null) =>
        Use(builder, "postgresql", connectionString, configure, static text => NpgsqlDataSource.Create(text));

    /// <summary>Keeps the state in PostgreSQL, with the data source or connection string that the options name.</summary>
    /// <exception cref="InvalidOperationException">A back end is chosen already.</exception>
    public static RaceSafeBuilder UseNpgsql(this RaceSafeBuilder builder, Action<SqlStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Use(builder, "postgresql", null, configure, static text => NpgsqlDataSource.Create(text));
    }

    /// <summary>Keeps the state in a SQLite file.</summary>
    /// <param name="builder">The set-up.</param>
    /// <param name="connectionString">As Microsoft.Data.Sqlite takes it. An in-memory database must be shared and kept open by somebody.</param>
    /// <param name="configure">Sets options.</param>
    /// <exception cref="InvalidOperationException">A back end is chosen already.</exception>
    public static RaceSafeBuilder UseSqlite(this RaceSafeBuilder builder, string connectionString, Action<SqlStoreOptions>? configure = null) =>
        Use(builder, "sqlite", connectionString, configure, static text => SqliteFactory.Instance.CreateDataSource(text));

    private static RaceSafeBuilder Use(
        RaceSafeBuilder builder, string backend, string? connectionString, Action<SqlStoreOptions>? configure, Func<string, DbDataSource> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(services => new SqlSource(services.GetRequiredService<IOptions<SqlStoreOptions>>().Value, create));
        return builder.UseStore<SqlStoreOptions>(
            backend,
            options =>
            {
                options.ConnectionString = connectionString;
                configure?.Invoke(options);
            },
            static (services, options) => new SqlAtomicStore(services.GetRequiredService<SqlSource>().Source, options))
            .UseIdempotencyStore(static services => new SqlIdempotencyStore(
                services.GetRequiredService<SqlSource>().Source, services.GetRequiredService<IOptions<SqlStoreOptions>>().Value))
            .UseLocks(static services => new SqlLockProvider(
                services.GetRequiredService<SqlSource>().Source, services.GetRequiredService<IOptions<SqlStoreOptions>>().Value.Retry, services.GetService<TimeProvider>(),
                services.GetService<ILoggerFactory>()?.CreateLogger("RaceSafe")));
    }

    // One for all that is kept in the database; ended with the container when it is ours.
    private sealed class SqlSource(SqlStoreOptions options, Func<string, DbDataSource> create) : IDisposable
    {
        public DbDataSource Source { get; } = options.DataSource ?? create(options.ConnectionString!);

        public void Dispose()
        {
            if (options.DataSource is null) Source.Dispose();
        }
    }
}
