using System.Collections.Concurrent;
using System.Threading.Channels;

namespace RateLimiter;

/// <summary>
/// Looks like the race and is none: callers only post, one loop owns the counts and alone writes them, everybody may read.
/// </summary>
public sealed class SerializedLimiter
{
    private readonly ConcurrentDictionary<string, int> _violations = new();
    private readonly Channel<string> _inbox = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Posts a violation; it is counted soon.</summary>
    public void Post(string client) => _inbox.Writer.TryWrite(client);

    /// <summary>No more will be posted; <see cref="RunAsync"/> ends when all is counted.</summary>
    public void Complete() => _inbox.Writer.Complete();

    /// <summary>Violations of one client so far.</summary>
    public int ViolationsOf(string client) => _violations.TryGetValue(client, out var count) ? count : 0;

    /// <summary>The owner: runs once.</summary>
    public async Task RunAsync()
    {
        await foreach (var client in _inbox.Reader.ReadAllAsync())
        {
            _violations.TryGetValue(client, out var count);
            _violations[client] = count + 1;
        }
    }
}
