using Microsoft.EntityFrameworkCore;

namespace Ticketing;

/// <summary>Counts, compares, inserts: between the count and the insert others count the same.</summary>
public sealed class RacyTicketing(TicketingContext db) : ITicketing
{
    public async Task<Registration> RegisterAsync(int eventId, string attendee, int spotsCount = 1, CancellationToken cancellationToken = default)
    {
        if (spotsCount < 1) throw new ArgumentOutOfRangeException(nameof(spotsCount));
        var concert = await db.Events.FindAsync([eventId], cancellationToken) ?? throw new KeyNotFoundException($"There is no event {eventId}.");
        var taken = await db.Registrations.Where(r => r.EventId == eventId && r.Status == Status.Confirmed).SumAsync(r => r.SpotsCount, cancellationToken);
        var status = taken + spotsCount <= concert.Capacity ? Status.Confirmed : Status.Waitlisted;
        var registration = new Registration
        {
            EventId = eventId,
            Attendee = attendee,
            SpotsCount = spotsCount,
            Status = status,
            Changes = { new StatusChange { To = status, By = attendee, At = DateTime.UtcNow } },
        };
        db.Registrations.Add(registration); // RACE3003
        await db.SaveChangesAsync(cancellationToken);
        return registration;
    }

    public async Task<bool> PromoteAsync(int registrationId, string admin, CancellationToken cancellationToken = default)
    {
        var registration = await FindAsync(registrationId, cancellationToken);
        if (registration.Status != Status.Waitlisted) return false;

        // An administrator is not asked whether there is a place.
        Change(registration, Status.Confirmed, admin); // RACE3004
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    public async Task<bool> CancelAsync(int registrationId, string by, CancellationToken cancellationToken = default)
    {
        var registration = await FindAsync(registrationId, cancellationToken);
        if (registration.Status == Status.Cancelled) return false;

        var gavePlacesBack = registration.Status == Status.Confirmed;
        Change(registration, Status.Cancelled, by); // RACE3004
        await db.SaveChangesAsync(cancellationToken);
        if (gavePlacesBack) await MoveUpAsync(registration.EventId, cancellationToken);
        return true;
    }

    public async Task<bool> DeleteAsync(int registrationId, string admin, CancellationToken cancellationToken = default)
    {
        var registration = await db.Registrations.FindAsync([registrationId], cancellationToken);
        if (registration is null) return false;

        db.StatusChanges.Add(new StatusChange { RegistrationId = registrationId, From = registration.Status, To = Status.Deleted, By = admin, At = DateTime.UtcNow });
        db.Registrations.Remove(registration);
        await db.SaveChangesAsync(cancellationToken);
        if (registration.Status == Status.Confirmed) await MoveUpAsync(registration.EventId, cancellationToken);
        return true;
    }

    private async Task MoveUpAsync(int eventId, CancellationToken cancellationToken)
    {
        var capacity = await CapacityAsync(eventId, cancellationToken);
        while (await db.Registrations.Where(r => r.EventId == eventId && r.Status == Status.Waitlisted).OrderBy(r => r.Id).FirstOrDefaultAsync(cancellationToken) is { } first
            && await TakenAsync(eventId, cancellationToken) + first.SpotsCount <= capacity)
        {
            Change(first, Status.Confirmed, "waitlist"); // RACE3003
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    private static void Change(Registration registration, Status to, string by)
    {
        registration.Changes.Add(new StatusChange { From = registration.Status, To = to, By = by, At = DateTime.UtcNow });
        registration.Status = to;
    }

    private async Task<int> CapacityAsync(int eventId, CancellationToken cancellationToken) =>
        (await db.Events.FindAsync([eventId], cancellationToken) ?? throw new KeyNotFoundException($"There is no event {eventId}.")).Capacity;

    private Task<int> TakenAsync(int eventId, CancellationToken cancellationToken) =>
        db.Registrations.Where(r => r.EventId == eventId && r.Status == Status.Confirmed).SumAsync(r => r.SpotsCount, cancellationToken);

    private async Task<Registration> FindAsync(int registrationId, CancellationToken cancellationToken) =>
        await db.Registrations.FindAsync([registrationId], cancellationToken) ?? throw new KeyNotFoundException($"There is no registration {registrationId}.");
}
