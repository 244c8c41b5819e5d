using Npgsql;
using RaceSafe.Proxies;
using RaceSafe.Servers;

namespace RaceSafe.Bench.Sql;

/// <summary>The way to PostgreSQL through a proxy that counts how often the client sends something.</summary>
internal sealed class RoundTrips : IAsyncDisposable
{
    private const int WarmUp = 20, Times = 200;

    private readonly FaultProxy _proxy;
    private long _sent;

    public RoundTrips(PostgresServer server, string options)
    {
        _proxy = new FaultProxy(server.Port)
        {
            Plan = _ =>
            {
                Interlocked.Increment(ref _sent);
                return Fault.None;
            },
        };
        Source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString + options) { Port = _proxy.Port });
    }

    /// <summary>Leads through the proxy.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>How often one caller sends something per operation: statements are prepared by then, and the connection is open.</summary>
    public async Task<double> CountAsync(Func<int, Task> run)
    {
        for (var i = 0; i < WarmUp; i++) await run(0);
        var before = Interlocked.Read(ref _sent);
        for (var i = 0; i < Times; i++) await run(0);
        return (Interlocked.Read(ref _sent) - before) / (double)Times;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await _proxy.DisposeAsync();
    }
}
