using System.Collections.Concurrent;
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

    /// <summary>Hears all votes from now on, until it is disposed.</summary>
    public Listener Listen() => new(_listeners);

    /// <summary>One page that listens.</summary>
    public sealed class Listener : IDisposable
    {
        private readonly ConcurrentDictionary<Channel<VoteCast>, bool> _listeners;
        private readonly Channel<VoteCast> _own = Channel.CreateBounded<VoteCast>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });

        internal Listener(ConcurrentDictionary<Channel<VoteCast>, bool> listeners)
        {
            _listeners = listeners;
            _listeners.TryAdd(_own, true);
        }

        /// <summary>The votes, as they come.</summary>
        public IAsyncEnumerable<VoteCast> VotesAsync(CancellationToken cancellationToken) => _own.Reader.ReadAllAsync(cancellationToken);

        public void Dispose() => _listeners.TryRemove(_own, out _);
    }
}
