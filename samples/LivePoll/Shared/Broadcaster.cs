using System.Collections.Concurrent;
using System.Threading.Channels;

namespace LivePoll;

/// <summary>
/// Hands each vote to every page that listens; null says that the poll begins anew. A page that does not read misses its oldest votes, and nobody waits
/// for it.
/// </summary>
public sealed class Broadcaster
{
    private readonly ConcurrentDictionary<Channel<VoteEvent?>, bool> _listeners = new();

    /// <summary>Tells everybody.</summary>
    public void Send(VoteEvent? vote)
    {
        foreach (var listener in _listeners.Keys) listener.Writer.TryWrite(vote);
    }

    /// <summary>Hears all votes from now on, until it is disposed.</summary>
    public Listener Listen() => new(_listeners);

    /// <summary>One page that listens.</summary>
    public sealed class Listener : IDisposable
    {
        private readonly ConcurrentDictionary<Channel<VoteEvent?>, bool> _listeners;
        private readonly Channel<VoteEvent?> _own = Channel.CreateBounded<VoteEvent?>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });

        internal Listener(ConcurrentDictionary<Channel<VoteEvent?>, bool> listeners)
        {
            _listeners = listeners;
            _listeners.TryAdd(_own, true);
        }

        /// <summary>The votes, as they come.</summary>
        public IAsyncEnumerable<VoteEvent?> VotesAsync(CancellationToken cancellationToken) => _own.Reader.ReadAllAsync(cancellationToken);

        public void Dispose() => _listeners.TryRemove(_own, out _);
    }
}
