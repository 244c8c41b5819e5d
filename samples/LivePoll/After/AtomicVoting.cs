using RaceSafe;

namespace LivePoll;

/// <summary>The database adds, and says what came out: this voter's own number.</summary>
public sealed class AtomicVoting(PollContext db, IVoterCheck voters) : IVoting
{
    /// <summary>Name of this way of counting.</summary>
    public const string Mode = "after";

    public async Task<VoteEvent?> VoteAsync(int optionId, CancellationToken cancellationToken = default)
    {
        if (!await voters.MayVoteAsync(cancellationToken)) return null;

        // The count and its event are stored together or not at all.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Options.Where(o => o.Id == optionId).IncrementAsync(o => o.Votes, 1, cancellationToken: cancellationToken) is not { } votes) return null;

        var vote = new VoteEvent { OptionId = optionId, VotesAfter = votes, Mode = Mode, At = DateTime.UtcNow };
        db.VoteEvents.Add(vote);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return vote;
    }
}
