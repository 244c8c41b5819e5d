using StackExchange.Redis;

namespace RaceSafe;

/// <summary>An update that is carried out by another caller. Its function runs in the context of its own caller, who alone gets its failure.</summary>
internal sealed class WaitingUpdate(Func<RedisValue, RedisValue> update, TimeSpan? ttl) : TaskCompletionSource<RedisValue>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private RedisValue _value;
    private Exception? _failure;

    /// <summary>Time to live to set.</summary>
    public TimeSpan? Ttl => ttl;

    /// <summary>Applies the function; false when it failed, which changes nothing.</summary>
    public bool TryApply(ref RedisValue current)
    {
        (_value, _failure) = (current, null);
        if (_context is null) Apply();
        else ExecutionContext.Run(_context, static self => ((WaitingUpdate)self!).Apply(), this);
        if (_failure is not null) return false;
        current = _value;
        return true;
    }

    /// <summary>What was applied is in the store.</summary>
    public void Succeed()
    {
        if (_failure is null) TrySetResult(_value);
        else TrySetException(_failure);
    }

    /// <summary>What was applied is not in the store, or nobody knows.</summary>
    public void Fail(Exception failure) => TrySetException(_failure ?? failure);

    private void Apply()
    {
        try
        {
            _value = update(_value);
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }
}
