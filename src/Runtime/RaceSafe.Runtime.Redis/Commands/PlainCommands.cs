using StackExchange.Redis;

namespace RaceSafe;

/// <summary>INCRBY and HINCRBY: where neither expiry nor an operation id is wanted, the server's own command is the atomic step.</summary>
internal sealed class AddCommand(string name) : Command<AtomicResult<long>>
{
    public override string Name => name;

    public override Task SendAsync(IDatabase database, in Step<AtomicResult<long>> step, RedisKey record) => step.Field.IsNull
        ? database.StringIncrementAsync(step.Key, (long)step.Value, CommandFlags.DemandMaster)
        : database.HashIncrementAsync(step.Key, step.Field, (long)step.Value, CommandFlags.DemandMaster);

    public override AtomicResult<long> Read(Task reply, in Step<AtomicResult<long>> step) => AtomicResult.Applied(((Task<long>)reply).Result);

    public override AtomicResult<long> Send(IDatabase database, in Step<AtomicResult<long>> step, RedisKey record) => AtomicResult.Applied(step.Field.IsNull
        ? database.StringIncrement(step.Key, (long)step.Value, CommandFlags.DemandMaster)
        : database.HashIncrement(step.Key, step.Field, (long)step.Value, CommandFlags.DemandMaster));
}

/// <summary>GET and HGET, from the master: a replica may not have the caller's own last write.</summary>
internal sealed class GetCommand(string name) : Command<RedisValue>
{
    public override string Name => name;

    public override bool Repeatable => true;

    public override bool Writes => false;

    public override Task SendAsync(IDatabase database, in Step<RedisValue> step, RedisKey record) => step.Field.IsNull
        ? database.StringGetAsync(step.Key, CommandFlags.DemandMaster)
        : database.HashGetAsync(step.Key, step.Field, CommandFlags.DemandMaster);

    public override RedisValue Read(Task reply, in Step<RedisValue> step) => ((Task<RedisValue>)reply).Result;

    public override RedisValue Send(IDatabase database, in Step<RedisValue> step, RedisKey record) => step.Field.IsNull
        ? database.StringGet(step.Key, CommandFlags.DemandMaster)
        : database.HashGet(step.Key, step.Field, CommandFlags.DemandMaster);
}

/// <summary>SET.</summary>
internal sealed class SetCommand : Command<bool>
{
    public override string Name => "set";

    public override bool Repeatable => true;

    public override Task SendAsync(IDatabase database, in Step<bool> step, RedisKey record) =>
        database.StringSetAsync(step.Key, step.Value, step.Ttl, When.Always, CommandFlags.DemandMaster);

    public override bool Read(Task reply, in Step<bool> step) => ((Task<bool>)reply).Result;

    public override bool Send(IDatabase database, in Step<bool> step, RedisKey record) =>
        database.StringSet(step.Key, step.Value, step.Ttl, When.Always, CommandFlags.DemandMaster);
}
