using Microsoft.EntityFrameworkCore;
using Ticketing;

namespace RaceSafe.Samples.Tests.Ticketing;

/// <summary>What the tables say, asked without the service.</summary>
public static class BoxTruth
{
    public static Task<int> ConfirmedAsync(this Box box, int eventId) => box.InAsync(db =>
        db.Registrations.Where(r => r.EventId == eventId && r.Status == Status.Confirmed).SumAsync(r => r.SpotsCount));

    public static Task<int> CountAsync(this Box box, int eventId, Status status) =>
        box.InAsync(db => db.Registrations.CountAsync(r => r.EventId == eventId && r.Status == status));

    public static Task<Status> StatusAsync(this Box box, int registrationId) =>
        box.InAsync(db => db.Registrations.Where(r => r.Id == registrationId).Select(r => r.Status).SingleAsync());

    /// <summary>What happened to a registration: from, to, by whom.</summary>
    public static Task<List<(Status? From, Status To, string By)>> HistoryAsync(this Box box, int registrationId) => box.InAsync(async db =>
        (await db.StatusChanges.Where(c => c.RegistrationId == registrationId).OrderBy(c => c.Id).ToListAsync()).Select(c => (c.From, c.To, c.By)).ToList());

    /// <summary>The counter of phase 2.</summary>
    public static Task<int> CounterAsync(this Box box, int eventId) =>
        box.InAsync(db => db.Events.Where(e => e.Id == eventId).Select(e => e.ConfirmedSpots).SingleAsync());

    public static Task<List<Drift>> DriftAsync(this Box box) => box.InAsync(db => new CountingTicketing(db).FindDriftAsync());
}
