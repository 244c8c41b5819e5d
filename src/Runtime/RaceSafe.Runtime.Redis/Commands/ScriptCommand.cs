using StackExchange.Redis;

namespace RaceSafe;

/// <summary>
/// A Lua script. It is handed over as text: the client sends its hash and, when the server does not know it (restart, failover, SCRIPT FLUSH),
/// the text.
/// </summary>
/// <param name="name">What is done, in metrics.</param>
/// <param name="text">The script. Touches only what is in KEYS.</param>
/// <param name="read">From the reply to the result.</param>
internal class ScriptCommand<T>(string name, string text, ReadReply<T> read) : Command<T>
{
    public override string Name => name;

    public override Task SendAsync(IDatabase database, in Step<T> step, RedisKey record) =>
        database.ScriptEvaluateAsync(text, KeysOf(step, record), step.Arguments, CommandFlags.DemandMaster);

    public override T Read(Task reply, in Step<T> step) => read(((Task<RedisResult>)reply).Result, step);

    public override T Send(IDatabase database, in Step<T> step, RedisKey record) =>
        read(database.ScriptEvaluate(text, KeysOf(step, record), step.Arguments, CommandFlags.DemandMaster), step);

    private static RedisKey[] KeysOf(in Step<T> step, RedisKey record) => step.Id.IsNone ? [step.Key] : [step.Key, record];
}

/// <summary>Reads the reply of a script.</summary>
internal delegate T ReadReply<T>(RedisResult reply, in Step<T> step);
