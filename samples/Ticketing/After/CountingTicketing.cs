using Microsoft.EntityFrameworkCore;
using RaceSafe;

namespace Ticketing;

/// <summary>
/// Phase 2: the places taken are a column of the event, and taking some is one conditional update that also locks the row. The cost does not depend on how many
/// registrations there are.
/// </summary>
public sealed class CountingTicketing(TicketingContext db, TimeSpan? limit = null) : SafeTicketing(db, limit)
{
    /// <summary>Events whose counter is not the sum of their confirmed places; none as long as all writers are this class.</summary>
    public Task<List<Drift>> FindDriftAsync() => Db.Database.SqlQueryRaw<Drift>(Db.ReadScript("drift")).ToListAsync();

    protected override async Task<T> TransactAsync<T>(Func<CancellationToken, Task<T>> body, CancellationToken cancellationToken)
    {
        await using var transaction = await Db.Database.BeginTransactionAsync(cancellationToken);
        var result = await body(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    protected override async Task<bool> TryTakeAsync(int eventId, int spots, CancellationToken cancellationToken)
    {
        var taken = await Db.Events.Where(e => e.Id == eventId)
            .TryIncrementAsync(e => e.ConfirmedSpots, spots, max: e => e.Capacity, cancellationToken: cancellationToken);
        if (taken.Value is null) throw new KeyNotFoundException($"There is no event {eventId}.");
        return taken.Succeeded;
    }

    protected override Task GiveBackAsync(int eventId, int spots, CancellationToken cancellationToken) =>
        Db.Events.Where(e => e.Id == eventId).IncrementAsync(e => e.ConfirmedSpots, -spots, cancellationToken: cancellationToken);
}

/// <summary>A counter that says something else than the registrations.</summary>
public sealed record Drift(int EventId, int Counter, int Actual);
