using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LivePoll;

/// <summary>What a page is told of a vote.</summary>
/// <param name="OptionId">The option.</param>
/// <param name="VotesAfter">Its votes, this one included, as the vote itself counted them.</param>
/// <param name="Mode">How it was counted.</param>
/// <param name="At">When.</param>
public sealed record VoteCast(int OptionId, int VotesAfter, string Mode, DateTime At);

/// <summary>Hands each vote to every page that listens. A page that does not read misses its oldest votes and nobody waits for it.</summary>
public sealed class Broadcaster
{
    private readonly ConcurrentDictionary<Channel<VoteCast>, bool> _listeners = new();

    /// <summary>Tells everybody.</summary>
    public void Send(VoteCast vote)
    {
        foreach (var listener in _listeners.Keys) listener.Writer.TryWrite(vote);
    }

    /// <summary>All votes from now on.</summary>
    public async IAsyncEnumerable<VoteCast> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var own = Channel.CreateBounded<VoteCast>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });
        _listeners.TryAdd(own, true);
        try
        {
            await foreach (var vote in own.Reader.ReadAllAsync(cancellationToken)) yield return vote;
        }
        finally
        {
            _listeners.TryRemove(own, out _);
        }
    }
}
