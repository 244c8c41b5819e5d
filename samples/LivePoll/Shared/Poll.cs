using Microsoft.EntityFrameworkCore;

namespace LivePoll;

/// <summary>What the page shows.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Options">Each option with its count.</param>
/// <param name="Accepted">Votes that were accepted, one event each.</param>
/// <param name="Counted">Sum of the counts.</param>
/// <param name="Lost">Votes that were accepted and are in no count.</param>
public sealed record PollState(DateTime At, IReadOnlyList<Option> Options, int Accepted, int Counted, int Lost);

/// <summary>The two totals at one moment.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Accepted">Votes that were accepted until then.</param>
/// <param name="Counted">Sum of the counts then.</param>
public sealed record PollPoint(DateTime At, int Accepted, int Counted);

/// <summary>What happened before a page was opened.</summary>
/// <param name="Points">The totals over time; of many votes as many points as a chart can show.</param>
/// <param name="Votes">The newest votes, the oldest of them first.</param>
public sealed record PollHistory(IReadOnlyList<PollPoint> Points, IReadOnlyList<VoteEvent> Votes);

/// <summary>The poll: takes votes in one of its modes, says what it counted, tells everybody.</summary>
public sealed class Poll(PollDatabase database, IVoterCheck voters, Broadcaster broadcaster, IReadOnlyList<PollMode> modes)
{
    private const int MostPoints = 400;
    private const int MostVotes = 200;

    /// <summary>Names of the modes, the default first.</summary>
    public IReadOnlyList<string> Modes { get; } = [.. modes.Select(mode => mode.Name)];

    /// <summary>Counts a vote. Null: there is no such option.</summary>
    /// <param name="optionId">The option.</param>
    /// <param name="modeName">One of <see cref="Modes"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<VoteEvent?> VoteAsync(int optionId, string modeName, CancellationToken cancellationToken = default)
    {
        var mode = modes.First(one => one.Name == modeName);
        await using var db = database.Open();
        var vote = await mode.Create(db, voters).VoteAsync(optionId, cancellationToken);
        if (vote is not null) broadcaster.Send(vote);
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
        return new(DateTime.UtcNow, [.. rows.Select(row => row.Option)], accepted, counted, accepted - counted);
    }

    /// <summary>Events of an option, in the order in which they were stored.</summary>
    public async Task<IReadOnlyList<VoteEvent>> EventsAsync(int optionId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Open();
        return await db.VoteEvents.AsNoTracking().Where(vote => vote.OptionId == optionId).OrderBy(vote => vote.Id).ToListAsync(cancellationToken);
    }

    /// <summary>What the stored events tell. The count of an option at a moment is what its last voter was told.</summary>
    public async Task<PollHistory> HistoryAsync(CancellationToken cancellationToken = default)
    {
        await using var db = database.Open();
        var total = await db.VoteEvents.CountAsync(cancellationToken);
        var each = total / MostPoints + 1;
        var (accepted, counted) = (0, 0);
        var counts = new Dictionary<int, int>();
        var points = new List<PollPoint>();
        var votes = new Queue<VoteEvent>();
        await foreach (var vote in db.VoteEvents.AsNoTracking().OrderBy(vote => vote.Id).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            accepted++;
            counted += vote.VotesAfter - counts.GetValueOrDefault(vote.OptionId);
            counts[vote.OptionId] = vote.VotesAfter;
            if (accepted % each == 0) points.Add(new(vote.At, accepted, counted));
            votes.Enqueue(vote);
            if (votes.Count > MostVotes) votes.Dequeue();
        }

        return new(points, [.. votes]);
    }

    /// <summary>All counts and events back to nothing; every page begins anew.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken = default)
    {
        await using var db = database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.VoteEvents.ExecuteDeleteAsync(cancellationToken);
        await db.Options.ExecuteUpdateAsync(set => set.SetProperty(option => option.Votes, 0), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        broadcaster.Send(null);
    }
}
