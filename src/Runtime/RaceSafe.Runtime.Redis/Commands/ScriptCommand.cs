using StackExchange.Redis;

namespace RaceSafe;

/// <summary>A step that is a Lua script.</summary>
/// <param name="name">What is done, in metrics.</param>
/// <param name="text">The script. Touches only what is in KEYS.</param>
/// <param name="read">From the reply to the result.</param>
internal class ScriptCommand<T>(string name, string text, ReadReply<T> read) : Command<T>
{
    private readonly Script _script = new(text);

    public override string Name => name;

    public override Task SendAsync(IDatabase database, in Step<T> step, RedisKey record) => _script.SendAsync(database, KeysOf(step, record), step.Arguments);

    public override Task SendAgainAsync(IDatabase database, in Step<T> step, RedisKey record) => _script.SendTextAsync(database, KeysOf(step, record), step.Arguments);

    public override T Read(Task reply, in Step<T> step) => read(((Task<RedisResult>)reply).Result, step);

    public override T Send(IDatabase database, in Step<T> step, RedisKey record) => read(_script.Send(database, KeysOf(step, record), step.Arguments), step);

    private static RedisKey[] KeysOf(in Step<T> step, RedisKey record) => step.Id.IsNone ? [step.Key] : [step.Key, record];
}

/// <summary>Reads the reply of a script.</summary>
internal delegate T ReadReply<T>(RedisResult reply, in Step<T> step);
