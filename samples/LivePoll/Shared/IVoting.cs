namespace LivePoll;

/// <summary>Counts votes. One instance serves one request.</summary>
public interface IVoting
{
    /// <summary>Counts a vote and stores its event. Returns the event; null when there is no such option, or the voter may not vote.</summary>
    Task<VoteEvent?> VoteAsync(int optionId, CancellationToken cancellationToken = default);
}

/// <summary>Says whether a voter may vote. Real ones ask another service, which takes a moment.</summary>
public interface IVoterCheck
{
    /// <summary>Whether the vote counts.</summary>
    Task<bool> MayVoteAsync(CancellationToken cancellationToken);
}

/// <summary>Everybody may vote, after the time that a question over the network takes.</summary>
public sealed class OpenPoll : IVoterCheck
{
    public async Task<bool> MayVoteAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(2), cancellationToken);
        return true;
    }
}
