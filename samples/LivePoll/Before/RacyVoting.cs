namespace LivePoll;

/// <summary>Loads, adds one, saves: who loaded the same count writes the same sum.</summary>
public sealed class RacyVoting(PollContext db, IVoterCheck voters) : IVoting
{
    /// <summary>Name of this way of counting.</summary>
    public const string Mode = "before";

    public async Task<VoteEvent?> VoteAsync(int optionId, CancellationToken cancellationToken = default)
    {
        var option = await db.Options.FindAsync([optionId], cancellationToken);
        if (option is null) return null;
        if (!await voters.MayVoteAsync(cancellationToken)) return null;

        option.Votes++; // RACE3001
        var vote = new VoteEvent { OptionId = optionId, VotesAfter = option.Votes, Mode = Mode, At = DateTime.UtcNow };
        db.VoteEvents.Add(vote);
        await db.SaveChangesAsync(cancellationToken);
        return vote;
    }
}
