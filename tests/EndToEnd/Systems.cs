using RaceSafe.Servers;

namespace RaceSafe.EndToEnd.Tests;

/// <summary>What became of a system: warned about, put under load, cured by our fixes alone, put under load again; and its After beside it.</summary>
/// <param name="Announced">What the sources of Before say will be found.</param>
/// <param name="Found">What a build of Before with our packages found.</param>
/// <param name="Before">Its load by store.</param>
/// <param name="Left">What a build found after our fixes.</param>
/// <param name="Cured">The same load then.</param>
/// <param name="FoundInAfter">What a build of After found.</param>
/// <param name="After">The same load of After.</param>
public sealed record Tried(
    IReadOnlyList<Announcement> Announced,
    IReadOnlyList<Finding> Found,
    IReadOnlyDictionary<Store, LoadFigures> Before,
    IReadOnlyList<Finding> Left,
    IReadOnlyDictionary<Store, LoadFigures> Cured,
    IReadOnlyList<Finding> FoundInAfter,
    IReadOnlyDictionary<Store, LoadFigures> After);

/// <summary>All systems, each tried once with the packages of this checkout: builds beside one another, loads one after the other.</summary>
public sealed class Systems : IAsyncLifetime
{
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _builds = new(Math.Max(2, Environment.ProcessorCount / 2));
    private readonly SemaphoreSlim _loads = new(1);
    private readonly Dictionary<Store, ServerProcess> _servers = [];
    private Dictionary<string, Task<Tried>> _tried = [];
    private LocalFeed _feed = null!;

    public async Task InitializeAsync()
    {
        _feed = await LocalFeed.PackBuiltAsync();
        if (RedisServer.Path is not null) _servers[Store.Redis] = await RedisServer.StartNewAsync();
        if (PostgresServer.Binaries is not null) _servers[Store.Postgres] = await PostgresServer.StartNewAsync("max_connections=200", "fsync=off");
        _tried = SampleCopy.All.ToDictionary(system => system, system => Task.Run(() => TryAsync(system)));
    }

    public async Task DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_tried.Values).ContinueWith(_ => { }, TaskScheduler.Default); // their outcome is that of the tests
        foreach (var server in _servers.Values) await server.DisposeAsync();
        _feed.Dispose();
    }

    /// <summary>What became of a system.</summary>
    public Task<Tried> this[string system] => _tried[system];

    private async Task<Tried> TryAsync(string system)
    {
        var (before, after) = (SampleCopy.Create(_feed, system), SampleCopy.Create(_feed, system, "After"));
        var announced = before.Announced();
        var found = await BuildAsync(before);
        var lostBefore = await LoadAsync(before, system);
        await InAsync(_builds, () => before.CureAsync(_end.Token));
        var left = await BuildAsync(before);
        var lostCured = await LoadAsync(before, system);
        var foundInAfter = await BuildAsync(after);
        return new(announced, found, lostBefore, left, lostCured, foundInAfter, await LoadAsync(after, system));
    }

    private async Task<IReadOnlyList<Finding>> BuildAsync(SampleCopy sample)
    {
        IReadOnlyList<Finding> found = [];
        await InAsync(_builds, async () => found = await sample.BuildAsync(_end.Token));
        return found;
    }

    private async Task<IReadOnlyDictionary<Store, LoadFigures>> LoadAsync(SampleCopy sample, string system)
    {
        var figures = new Dictionary<Store, LoadFigures>();
        foreach (var store in OnAttribute.StoresOf(system).Where(store => OnAttribute.ServerOf(store) is null || _servers.ContainsKey(store)))
        {
            KeyValuePair<string, string?>[] servers =
            [
                new("REDIS_URL", store == Store.Redis ? $"redis://127.0.0.1:{_servers[store].Port}" : null),
                new("SAMPLES_POSTGRES", store == Store.Postgres ? ((PostgresServer)_servers[store]).ConnectionString : null),
            ];
            await InAsync(_loads, async () => figures[store] = await sample.RunAsync(_end.Token, servers));
        }

        return figures;
    }

    private async Task InAsync(SemaphoreSlim places, Func<Task> work)
    {
        await places.WaitAsync(_end.Token);
        try
        {
            await work();
        }
        finally
        {
            places.Release();
        }
    }
}
