namespace LivePoll;

/// <summary>The two ways of counting.</summary>
public static class PollModes
{
    /// <summary>Loses votes.</summary>
    public static PollMode Before { get; } = new(RacyVoting.Mode, (db, voters) => new RacyVoting(db, voters));

    /// <summary>Loses none.</summary>
    public static PollMode After { get; } = new(AtomicVoting.Mode, (db, voters) => new AtomicVoting(db, voters));
}
