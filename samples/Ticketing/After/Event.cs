namespace Ticketing;

public sealed partial class Event
{
    /// <summary>Places taken by confirmed registrations. Phase 2 only: the script <c>counter</c> adds the column.</summary>
    public int ConfirmedSpots { get; set; }
}
