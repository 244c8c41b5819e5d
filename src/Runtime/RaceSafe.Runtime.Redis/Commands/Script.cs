using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace RaceSafe;

/// <summary>
/// A Lua script. It is sent by its hash: the client, given the text, would look it up by the text each time, which takes longer the longer it is. A server that does not know the hash (restart, failover,
/// SCRIPT FLUSH) has done nothing, and gets the text.
/// </summary>
internal sealed class Script(string text)
{
    private readonly byte[] _hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>The server does not know the script, so it has not run.</summary>
    public static bool IsUnknown(Exception? failure) => failure is RedisServerException && failure.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal);

    /// <summary>By hash; fails where the server does not know it.</summary>
    public Task<RedisResult> SendAsync(IDatabase database, RedisKey[] keys, RedisValue[] values) => database.ScriptEvaluateAsync(_hash, keys, values, CommandFlags.DemandMaster);

    /// <summary>By text, in the client's own way, which makes the server know it.</summary>
    public Task<RedisResult> SendTextAsync(IDatabase database, RedisKey[] keys, RedisValue[] values) => database.ScriptEvaluateAsync(text, keys, values, CommandFlags.DemandMaster);

    /// <summary>Sends and waits on this thread.</summary>
    public RedisResult Send(IDatabase database, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return database.ScriptEvaluate(_hash, keys, values, CommandFlags.DemandMaster);
        }
        catch (RedisServerException failure) when (IsUnknown(failure))
        {
            return database.ScriptEvaluate(text, keys, values, CommandFlags.DemandMaster);
        }
    }
}

/// <summary>A script with what it works on, to be sent again as text where the server does not know it.</summary>
internal readonly record struct ScriptCall(IDatabase Database, Script Script, RedisKey[] Keys, RedisValue[] Values)
{
    /// <summary>Whatever the client throws comes out where the task is awaited.</summary>
    public Task<RedisResult> SendAsync(bool asText = false)
    {
        try
        {
            return asText ? Script.SendTextAsync(Database, Keys, Values) : Script.SendAsync(Database, Keys, Values);
        }
        catch (Exception failure)
        {
            return Task.FromException<RedisResult>(failure);
        }
    }
}
