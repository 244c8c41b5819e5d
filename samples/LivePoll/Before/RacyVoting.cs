namespace LivePoll;

/// <summary>Loads, adds one, saves: who loaded the same count writes the same sum.</summary>
public sealed class RacyVoting(PollContext db, IVoterCheck voters) : IVoting
{
    public async Task<int?> VoteAsync(int optionId, CancellationToken cancellationToken = default)
    {
        var option = await db.Options.FindAsync([optionId], cancellationToken);
        if (option is null) return null;
        if (!await voters.MayVoteAsync(cancellationToken)) return null;

        option.Votes++; // RACE3001
        db.VoteEvents.Add(new VoteEvent { OptionId = optionId, VotesAfter = option.Votes, At = DateTime.UtcNow });
        await db.SaveChangesAsync(cancellationToken);
        return option.Votes;
    }
}
