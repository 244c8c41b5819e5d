using StackExchange.Redis;

namespace RaceSafe;

/// <summary>The updates that go to the server together, as if one after the other.</summary>
internal sealed class SharedTurn(List<WaitingUpdate> batch)
{
    private int _applied;
    private TimeSpan? _ttl;

    /// <summary>Those who must wait for the next turn.</summary>
    public IReadOnlyList<WaitingUpdate> Left => batch[_applied..];

    /// <summary>Applies them, again after each conflict with another process.</summary>
    /// <param name="database">The database.</param>
    /// <param name="key">The key.</param>
    /// <param name="known">What it probably holds; null: nobody knows.</param>
    /// <returns>What the key holds afterwards.</returns>
    public async Task<RedisValue> CommitAsync(IDatabase database, RedisKey key, RedisValue? known)
    {
        var budget = RedisUpdateExtensions.Contended.Start();
        var current = known ?? await RedisExecutor.Default.RunAsync(database, Steps.Get(key)).ConfigureAwait(false);
        while (true)
        {
            var next = Apply(current, out var changes);
            if (!changes && known is null) return current;
            if (!TrySend()) continue; // a function took so long that its caller, or one behind it, has left: without that one
            var result = await database.CompareAndSetAsync(key, current, next, _ttl).ConfigureAwait(false);
            if (result.Succeeded) return next;

            Return();
            (current, known) = (result.Value, null);
            var delay = RedisUpdateExtensions.Next(ref budget, key);
            if (delay > TimeSpan.Zero) await Task.Delay(delay).ConfigureAwait(false);
        }
    }

    /// <summary>Tells each its value, or its own failure.</summary>
    public void Succeed()
    {
        for (var i = 0; i < _applied; i++) batch[i].Succeed();
    }

    /// <summary>Tells each that the turn failed.</summary>
    public void Fail(Exception failure)
    {
        if (_applied == 0) _applied = batch.Count; // it came to nothing before the first was asked
        for (var i = 0; i < _applied; i++) batch[i].Fail(failure);
    }

    // One that removes the key is the last: those behind it begin without its time to live.
    private RedisValue Apply(RedisValue current, out bool changes)
    {
        batch.RemoveAll(static one => one.HasLeft);
        (_applied, _ttl, changes) = (0, null, false);
        while (_applied < batch.Count)
        {
            var one = batch[_applied++];
            if (!one.TryApply(ref current)) continue;
            (_ttl, changes) = (one.Ttl ?? _ttl, true);
            if (current.IsNull) break;
        }

        return current;
    }

    private bool TrySend()
    {
        for (var i = 0; i < _applied; i++)
            if (!batch[i].TrySend())
            {
                Return();
                return false;
            }

        return true;
    }

    private void Return()
    {
        for (var i = 0; i < _applied; i++) batch[i].Return();
    }
}
