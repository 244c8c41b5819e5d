using Microsoft.EntityFrameworkCore;
using RaceSafe;

namespace Ticketing;

/// <summary>
/// Phase 1, no change of the schema: lock the event, count, compare, insert, in a serializable transaction that is run again after a conflict. Right, and as
/// slow as the count.
/// </summary>
public sealed class LockingTicketing(TicketingContext db, TimeSpan? limit = null) : SafeTicketing(db, limit)
{
    protected override Task<T> TransactAsync<T>(Func<CancellationToken, Task<T>> body, CancellationToken cancellationToken) =>
        Db.SerializableAsync((_, ct) => body(ct), new AtomicStoreOptions { Retry = new() { TotalBudget = Limit } }, cancellationToken);

    protected override async Task<bool> TryTakeAsync(int eventId, int spots, CancellationToken cancellationToken)
    {
        var capacity = await LockAsync(eventId, cancellationToken);
        var taken = await Db.Registrations.Where(r => r.EventId == eventId && r.Status == Status.Confirmed).SumAsync(r => r.SpotsCount, cancellationToken);
        return taken + spots <= capacity;
    }

    // The registrations are the count.
    protected override Task GiveBackAsync(int eventId, int spots, CancellationToken cancellationToken) => Task.CompletedTask;
}
