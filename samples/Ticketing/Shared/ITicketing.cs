namespace Ticketing;

/// <summary>Registrations against a capacity. One instance serves one request.</summary>
public interface ITicketing
{
    /// <summary>Confirms a registration, or puts it on the waitlist when its places are not free.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one place is asked for.</exception>
    /// <exception cref="KeyNotFoundException">There is no such event.</exception>
    Task<Registration> RegisterAsync(int eventId, string attendee, int spotsCount = 1, CancellationToken cancellationToken = default);

    /// <summary>An administrator confirms a waitlisted registration. False: there are no places for it, or it does not wait.</summary>
    /// <exception cref="KeyNotFoundException">There is no such registration.</exception>
    Task<bool> PromoteAsync(int registrationId, string admin, CancellationToken cancellationToken = default);

    /// <summary>Gives the places back; the first of the waitlist move up. False: it was cancelled before.</summary>
    /// <exception cref="KeyNotFoundException">There is no such registration.</exception>
    Task<bool> CancelAsync(int registrationId, string by, CancellationToken cancellationToken = default);

    /// <summary>Removes a registration and gives its places back; the first of the waitlist move up. False: there is none.</summary>
    Task<bool> DeleteAsync(int registrationId, string admin, CancellationToken cancellationToken = default);
}
