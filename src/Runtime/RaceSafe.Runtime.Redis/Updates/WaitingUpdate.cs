using StackExchange.Redis;

namespace RaceSafe;

/// <summary>An update that is carried out by another caller. Its function runs in the context of its own caller, who alone gets its failure.</summary>
internal sealed class WaitingUpdate(Func<RedisValue, RedisValue> update, TimeSpan? ttl) : TaskCompletionSource<RedisValue>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private const int Waiting = 0, Sent = 1, Gone = 2;

    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private RedisValue _value;
    private Exception? _failure;
    private int _stage;

    /// <summary>Time to live to set.</summary>
    public TimeSpan? Ttl => ttl;

    /// <summary>Its caller waits no more, and it will not take place.</summary>
    public bool HasLeft => Volatile.Read(ref _stage) == Gone;

    /// <summary>The caller waits no more. False: it is on its way to the server and may take place.</summary>
    public bool TryLeave() => Interlocked.CompareExchange(ref _stage, Gone, Waiting) != Sent;

    /// <summary>It goes to the server now. False: its caller has left.</summary>
    public bool TrySend() => Interlocked.CompareExchange(ref _stage, Sent, Waiting) != Gone;

    /// <summary>What was sent, or was about to be, has not taken place.</summary>
    public void Return() => Interlocked.CompareExchange(ref _stage, Waiting, Sent);

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
