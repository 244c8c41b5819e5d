using RaceSafe.Samples.Tests.Servers;
using Ticketing;

namespace RaceSafe.Samples.Tests.Ticketing;

/// <summary>The two ways in which After keeps the capacity.</summary>
public enum Phase
{
    /// <summary>Lock and count; the schema is that of Before.</summary>
    Locking,

    /// <summary>The counter column.</summary>
    Counting,
}

/// <summary>Both phases on one store.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class BothPhasesOnAttribute(Store store) : OnAttribute(store, Phase.Locking, Phase.Counting);

/// <summary>A database in the state of a phase, and its service, one context a request.</summary>
public sealed class Box(TicketingDatabase database, Phase phase) : IAsyncDisposable
{
    public TicketingDatabase Database => database;

    public static async Task<Box> OpenAsync(SampleServers servers, Store store, Phase phase) =>
        new(await TicketingDatabase.CreateAsync(await servers.ServerOfAsync(store), phase == Phase.Counting ? ["counter"] : []), phase);

    public Task<int> AddEventAsync(int capacity) => InAsync(db => db.AddEventAsync("Concert", capacity));

    public Task<Registration> RegisterAsync(int eventId, string attendee, int spots = 1) => CallAsync(service => service.RegisterAsync(eventId, attendee, spots));

    public Task<bool> PromoteAsync(int registrationId) => CallAsync(service => service.PromoteAsync(registrationId, "admin"));

    public Task<bool> CancelAsync(int registrationId) => CallAsync(service => service.CancelAsync(registrationId, "attendee"));

    public Task<bool> DeleteAsync(int registrationId) => CallAsync(service => service.DeleteAsync(registrationId, "admin"));

    /// <summary>One request, on a pool thread as a server's.</summary>
    public Task<T> CallAsync<T>(Func<ITicketing, Task<T>> call) =>
        InAsync(db => call(ServiceOn(db)));

    public ITicketing ServiceOn(TicketingContext db) => phase == Phase.Locking ? new LockingTicketing(db) : new CountingTicketing(db);

    public Task<T> InAsync<T>(Func<TicketingContext, Task<T>> work) => Task.Run(async () =>
    {
        await using var db = database.Open();
        return await work(db);
    });

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
