namespace Ticketing;

/// <summary>Something people come to.</summary>
public sealed partial class Event
{
    public int Id { get; set; }

    public required string Name { get; set; }

    /// <summary>Places in all.</summary>
    public int Capacity { get; set; }
}

/// <summary>What became of a registration.</summary>
public enum Status
{
    /// <summary>Has its places.</summary>
    Confirmed,

    /// <summary>Waits for places, first come first served.</summary>
    Waitlisted,

    /// <summary>Given up.</summary>
    Cancelled,

    /// <summary>Removed by an administrator; only the audit table knows it.</summary>
    Deleted,
}

/// <summary>One attendee's places at one event.</summary>
public sealed class Registration
{
    public int Id { get; set; }

    public int EventId { get; set; }

    public required string Attendee { get; set; }

    /// <summary>Places asked for, at least 1; all of them or none.</summary>
    public int SpotsCount { get; set; }

    public Status Status { get; set; }

    /// <summary>What happened to it. Outlives it.</summary>
    public ICollection<StatusChange> Changes { get; } = [];
}

/// <summary>A row of the audit table: one for each change of a status.</summary>
public sealed class StatusChange
{
    public int Id { get; set; }

    public int RegistrationId { get; set; }

    /// <summary>Null for a new registration.</summary>
    public Status? From { get; set; }

    public Status To { get; set; }

    public required string By { get; set; }

    public DateTime At { get; set; }
}
