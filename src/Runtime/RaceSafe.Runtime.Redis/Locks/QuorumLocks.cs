using StackExchange.Redis;

namespace RaceSafe;

/// <summary>
/// The locks of n servers that know nothing of each other: held is what a majority holds (S. Sanfilippo, "Distributed Locks with Redis"). The fence is the highest
/// that a server of the majority gave, and is told to the others of it: two majorities share a server, so the next fence is higher. Whoever asks again
/// with the same token gets the same fence or, from another majority, a higher one, never a lower one.
/// </summary>
internal sealed class QuorumLocks(RedisLocks[] nodes) : ILockBackend
{
    private readonly int _majority = nodes.Length / 2 + 1;

    public string Name => RedisExecutor.Backend;

    public async ValueTask<LockReply> AcquireAsync(string name, string token, TimeSpan lease, TimeSpan timeout)
    {
        var granted = await MajorityAsync(node => node.AcquireAsync(name, token, lease, timeout).AsTask(), reply => reply.IsGranted).ConfigureAwait(false);
        if (granted.Accepted.Count >= _majority)
        {
            var fence = granted.Accepted.Max(a => a.Reply.Fence);
            var raised = await MajorityAsync(
                node => granted.Accepted.FirstOrDefault(a => a.Node == node).Reply.Fence == fence ? Task.FromResult(true) : node.RaiseAsync(name, token, fence, timeout),
                done => done).ConfigureAwait(false);
            if (raised.Accepted.Count >= _majority) return LockReply.Granted(fence);
            await FreeAsync(name, token, timeout).ConfigureAwait(false);
            throw raised.Failure ?? new TimeoutException("The majority was lost while it was told the fence.");
        }

        // What a minority gave would only be in everybody's way.
        await FreeAsync(name, token, timeout).ConfigureAwait(false);
        if (granted.Refused.Count == 0 || granted.Accepted.Count + granted.Refused.Count < _majority) throw granted.Failure!;
        return LockReply.Busy(granted.Refused.Min(r => r.Reply.FreeIn));
    }

    public async ValueTask<bool> ExtendAsync(string name, string token, TimeSpan lease, TimeSpan timeout)
    {
        var extended = await MajorityAsync(node => node.ExtendAsync(name, token, lease, timeout).AsTask(), held => held).ConfigureAwait(false);
        if (extended.Accepted.Count >= _majority) return true;
        return extended.Refused.Count > nodes.Length - _majority ? false : throw extended.Failure!;
    }

    public async ValueTask ReleaseAsync(string name, string token, TimeSpan timeout)
    {
        var freed = await MajorityAsync(async node =>
        {
            await node.ReleaseAsync(name, token, timeout).ConfigureAwait(false);
            return true;
        }, done => done).ConfigureAwait(false);
        if (freed.Accepted.Count < _majority) throw freed.Failure!;
    }

    public async ValueTask<IAsyncDisposable?> ListenAsync(string name, Action released, CancellationToken cancellationToken)
    {
        // One voice is enough, since every release is told to all.
        foreach (var node in nodes)
            if (await node.ListenAsync(name, released, cancellationToken).ConfigureAwait(false) is { } listening) return listening;
        return null;
    }

    public FailureClass Classify(Exception failure) => nodes[0].Classify(failure);

    private async Task FreeAsync(string name, string token, TimeSpan timeout)
    {
        try
        {
            await ReleaseAsync(name, token, timeout).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RedisException or IOException or TimeoutException or OperationCanceledException)
        {
            // It ends with its lease.
        }
    }

    /// <summary>Asks all servers, and waits for as many answers as decide: one that hangs holds up nobody.</summary>
    private async Task<Votes<T>> MajorityAsync<T>(Func<RedisLocks, Task<T>> ask, Func<T, bool> accepts)
    {
        var votes = new Votes<T>([], [], null);
        var open = nodes.Select(node => (Node: node, Answer: ask(node))).ToList();
        while (open.Count > 0 && votes.Accepted.Count < _majority && votes.Refused.Count <= nodes.Length - _majority)
        {
            await Task.WhenAny(open.Select(o => o.Answer)).ConfigureAwait(false);
            foreach (var (node, answer) in open.Where(o => o.Answer.IsCompleted).ToList())
            {
                open.RemoveAll(o => o.Answer == answer);
                try
                {
                    var reply = await answer.ConfigureAwait(false);
                    (accepts(reply) ? votes.Accepted : votes.Refused).Add((node, reply));
                }
                catch (Exception failure)
                {
                    // Of several failures the one that leaves most in doubt counts.
                    if (votes.Failure is null || Classify(failure) == FailureClass.Unknown) votes = votes with { Failure = failure };
                }
            }
        }

        foreach (var (_, answer) in open) _ = answer.ContinueWith(static late => late.Exception, TaskContinuationOptions.OnlyOnFaulted);
        return votes;
    }

    private sealed record Votes<T>(List<(RedisLocks Node, T Reply)> Accepted, List<(RedisLocks Node, T Reply)> Refused, Exception? Failure);
}
