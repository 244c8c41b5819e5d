using Microsoft.EntityFrameworkCore;

namespace Ticketing;

/// <summary>
/// What both phases share: each request is one transaction that locks the row of its event before anything else, so that the requests of one event
/// follow one another, and no two of them wait for each other in a circle.
/// </summary>
public abstract class SafeTicketing(TicketingContext db, TimeSpan? limit) : ITicketing
{
    /// <summary>After this time a request gives up, and nothing of it remains.</summary>
    public static TimeSpan DefaultLimit { get; } = TimeSpan.FromSeconds(10);

    protected TicketingContext Db => db;

    protected TimeSpan Limit { get; } = limit ?? DefaultLimit;

    public Task<Registration> RegisterAsync(int eventId, string attendee, int spotsCount = 1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(spotsCount, 1);
        return WithinLimitAsync(async ct =>
        {
            var status = await TryTakeAsync(eventId, spotsCount, ct) ? Status.Confirmed : Status.Waitlisted;
            var registration = new Registration { EventId = eventId, Attendee = attendee, SpotsCount = spotsCount, Status = status };
            registration.Changes.Add(new StatusChange { To = status, By = attendee, At = DateTime.UtcNow });
            db.Registrations.Add(registration);
            await db.SaveChangesAsync(ct);
            return registration;
        }, cancellationToken);
    }

    public Task<bool> PromoteAsync(int registrationId, string admin, CancellationToken cancellationToken = default) =>
        OnRegistrationAsync(registrationId, async (registration, ct) =>
            registration.Status == Status.Waitlisted
            && await TryTakeAsync(registration.EventId, registration.SpotsCount, ct)
            && await ChangeAsync(registration, Status.Confirmed, admin, ct), cancellationToken);

    public Task<bool> CancelAsync(int registrationId, string by, CancellationToken cancellationToken = default) =>
        OnRegistrationAsync(registrationId, async (registration, ct) =>
        {
            if (registration.Status == Status.Cancelled || !await ChangeAsync(registration, Status.Cancelled, by, ct)) return false;
            await FreeAsync(registration, ct);
            return true;
        }, cancellationToken);

    public async Task<bool> DeleteAsync(int registrationId, string admin, CancellationToken cancellationToken = default)
    {
        try
        {
            return await OnRegistrationAsync(registrationId, async (registration, ct) =>
            {
                await ChangeAsync(registration, Status.Deleted, admin, ct);
                await db.Registrations.Where(r => r.Id == registrationId).ExecuteDeleteAsync(ct);
                await FreeAsync(registration, ct);
                return true;
            }, cancellationToken);
        }
        catch (KeyNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Runs a request as one transaction.</summary>
    protected abstract Task<T> TransactAsync<T>(Func<CancellationToken, Task<T>> body, CancellationToken cancellationToken);

    /// <summary>Locks the event and takes places of it, all or none.</summary>
    protected abstract Task<bool> TryTakeAsync(int eventId, int spots, CancellationToken cancellationToken);

    /// <summary>Gives places back.</summary>
    protected abstract Task GiveBackAsync(int eventId, int spots, CancellationToken cancellationToken);

    /// <summary>The event's capacity, its row locked until the end of the transaction.</summary>
    protected async Task<int> LockAsync(int eventId, CancellationToken cancellationToken)
    {
        // On SQLite every transaction that writes has the whole file to itself from its begin.
        var locked = db.Database.IsNpgsql() ? db.Events.FromSql($"SELECT * FROM events WHERE id = {eventId} FOR UPDATE") : db.Events.Where(e => e.Id == eventId);
        return await locked.Select(e => (int?)e.Capacity).SingleOrDefaultAsync(cancellationToken) ?? throw new KeyNotFoundException($"There is no event {eventId}.");
    }

    /// <summary>Runs with the registration as it is behind the lock of its event.</summary>
    private Task<bool> OnRegistrationAsync(int id, Func<Registration, CancellationToken, Task<bool>> body, CancellationToken cancellationToken) =>
        WithinLimitAsync(async ct =>
        {
            await LockAsync((await FindAsync(id, ct)).EventId, ct);
            return await body(await FindAsync(id, ct), ct);
        }, cancellationToken);

    private async Task<Registration> FindAsync(int id, CancellationToken cancellationToken) =>
        await db.Registrations.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken) ?? throw new KeyNotFoundException($"There is no registration {id}.");

    /// <summary>After a registration gave up its places, the first of the waitlist move up as far as they fit.</summary>
    private async Task FreeAsync(Registration left, CancellationToken cancellationToken)
    {
        if (left.Status != Status.Confirmed) return;
        await GiveBackAsync(left.EventId, left.SpotsCount, cancellationToken);
        var waiting = db.Registrations.AsNoTracking().Where(r => r.EventId == left.EventId && r.Status == Status.Waitlisted).OrderBy(r => r.Id);
        while (await waiting.FirstOrDefaultAsync(cancellationToken) is { } first
            && await TryTakeAsync(left.EventId, first.SpotsCount, cancellationToken)
            && await ChangeAsync(first, Status.Confirmed, "waitlist", cancellationToken))
        {
        }
    }

    /// <summary>Changes the status and notes it. False: it was no longer what it was.</summary>
    private async Task<bool> ChangeAsync(Registration registration, Status to, string by, CancellationToken cancellationToken)
    {
        var (id, from) = (registration.Id, registration.Status);
        var changed = await db.Registrations.Where(r => r.Id == id && r.Status == from).ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, to), cancellationToken);
        if (changed == 0) return false;
        db.StatusChanges.Add(new StatusChange { RegistrationId = id, From = from, To = to, By = by, At = DateTime.UtcNow });
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    private async Task<T> WithinLimitAsync<T>(Func<CancellationToken, Task<T>> body, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Limit);
        try
        {
            return await TransactAsync(body, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The event was busy for {Limit.TotalSeconds:0} s; nothing was changed.");
        }
    }
}
