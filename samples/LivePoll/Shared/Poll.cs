using Microsoft.EntityFrameworkCore;

namespace LivePoll;

/// <summary>What the page shows.</summary>
/// <param name="Options">Each option with its count.</param>
/// <param name="Accepted">Votes that were accepted, one event each.</param>
/// <param name="Counted">Sum of the counts.</param>
/// <param name="Lost">Votes that were accepted and are in no count.</param>
public sealed record PollState(IReadOnlyList<Option> Options, int Accepted, int Counted, int Lost);

/// <summary>The poll: takes votes in one of its modes, says what it counted, tells everybody.</summary>
public sealed class Poll(PollDatabase database, IVoterCheck voters, Broadcaster broadcaster, IReadOnlyList<PollMode> modes)
{
    /// <summary>Names of the modes, the default first.</summary>
    public IReadOnlyList<string> Modes { get; } = [.. modes.Select(mode => mode.Name)];

    /// <summary>Counts a vote. Null: there is no such option.</summary>
    /// <param name="optionId">The option.</param>
    /// <param name="modeName">One of <see cref="Modes"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<VoteCast?> VoteAsync(int optionId, string modeName, CancellationToken cancellationToken = default)
    {
        var mode = modes.First(one => one.Name == modeName);
        await using var db = database.Open();
        if (await mode.Create(db, voters).VoteAsync(optionId, cancellationToken) is not { } votes) return null;
        var vote = new VoteCast(optionId, votes, mode.Name, DateTime.UtcNow);
        broadcaster.Send(vote);
        return vote;
    }

    /// <summary>Many people vote at the same moment, each for the next option.</summary>
    public async Task LoadAsync(int votes, string modeName, CancellationToken cancellationToken = default)
    {
        var ids = (await StateAsync(cancellationToken)).Options.Select(option => option.Id).ToList();
        await Task.WhenAll(Enumerable.Range(0, votes).Select(i => Task.Run(() => VoteAsync(ids[i % ids.Count], modeName, cancellationToken), cancellationToken)));
    }

    /// <summary>Counts, events, and the difference.</summary>
    public async Task<PollState> StateAsync(CancellationToken cancellationToken = default)
    {
        await using var db = database.Open();
        // One statement sees counts and events of one moment.
        var rows = await db.Options.AsNoTracking().OrderBy(option => option.Id)
            .Select(option => new { Option = option, Events = db.VoteEvents.Count(vote => vote.OptionId == option.Id) }).ToListAsync(cancellationToken);
        var (accepted, counted) = (rows.Sum(row => row.Events), rows.Sum(row => row.Option.Votes));
        return new([.. rows.Select(row => row.Option)], accepted, counted, accepted - counted);
    }

    /// <summary>Events of an option, in the order in which they were stored.</summary>
    public async Task<IReadOnlyList<VoteEvent>> EventsAsync(int optionId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Open();
        return await db.VoteEvents.AsNoTracking().Where(vote => vote.OptionId == optionId).OrderBy(vote => vote.Id).ToListAsync(cancellationToken);
    }

    /// <summary>All counts and events back to nothing.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken = default)
    {
        await using var db = database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.VoteEvents.ExecuteDeleteAsync(cancellationToken);
        await db.Options.ExecuteUpdateAsync(set => set.SetProperty(option => option.Votes, 0), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
