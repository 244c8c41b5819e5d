using StackExchange.Redis;

namespace RaceSafe;

/// <summary>A command and what it works on: ready to be sent, any number of times.</summary>
/// <param name="Command">What is done.</param>
/// <param name="Key">The key, without the prefix of the database.</param>
internal readonly record struct Step<T>(Command<T> Command, RedisKey Key)
{
    /// <summary>The field of a hash; null for a value.</summary>
    public RedisValue Field { get; init; }

    /// <summary>The new value, or the amount of a plain increment.</summary>
    public RedisValue Value { get; init; }

    /// <summary>Time to live, where it is not among the arguments of a script.</summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>Arguments of a script.</summary>
    public RedisValue[] Arguments { get; init; } = [];

    /// <summary>Makes the step exactly-once.</summary>
    public OperationId Id { get; init; }

    /// <summary>It may be sent again though it may have taken place.</summary>
    public bool Repeatable => Command.Repeatable || !Id.IsNone;
}

/// <summary>One round trip to the server that is one atomic step there. Stateless.</summary>
internal abstract class Command<T>
{
    /// <summary>What is done, in metrics.</summary>
    public abstract string Name { get; }

    /// <summary>Sending it twice does no harm, even without an operation id.</summary>
    public virtual bool Repeatable => false;

    /// <summary>It may change something.</summary>
    public virtual bool Writes => true;

    /// <summary>Sends; <paramref name="record"/> is the key of the operation's record, if the step has an id.</summary>
    public abstract Task SendAsync(IDatabase database, in Step<T> step, RedisKey record);

    /// <summary>As <see cref="SendAsync"/>, for a server that may have lost what it knew.</summary>
    public virtual Task SendAgainAsync(IDatabase database, in Step<T> step, RedisKey record) => SendAsync(database, step, record);

    /// <summary>What the task that <see cref="SendAsync"/> returned brought back.</summary>
    public abstract T Read(Task reply, in Step<T> step);

    /// <summary>Sends and waits on this thread.</summary>
    public abstract T Send(IDatabase database, in Step<T> step, RedisKey record);

    /// <summary>A step without an id can be found out about afterwards, by <see cref="FindTraceAsync"/>.</summary>
    public virtual bool LeavesTrace => false;

    /// <summary>Whether the step has taken place. For commands that leave a trace.</summary>
    public virtual Task<bool> FindTraceAsync(IDatabase database, Step<T> step) => throw new NotSupportedException();
}
