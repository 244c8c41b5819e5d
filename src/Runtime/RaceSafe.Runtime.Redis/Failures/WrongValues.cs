using StackExchange.Redis;

namespace RaceSafe;

/// <summary>Turns "wrong type" and "not an integer" replies, which name nothing, into errors that name the key and what it holds.</summary>
internal static class WrongValues
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether the reply is about what the key holds.</summary>
    public static bool Explains(RedisServerException reply) =>
        Has(reply, "WRONGTYPE") || Has(reply, "not an integer") || Has(reply, "overflow");

    /// <summary>The error for the reply. Looks at the key, which others may have changed since; its message says what was found.</summary>
    public static async ValueTask<Exception> ExplainAsync<T>(IDatabase database, Step<T> step, RedisServerException reply)
    {
        if (Has(reply, "overflow")) return Overflow(step.Key, reply);
        try
        {
            var type = await database.KeyTypeAsync(step.Key, CommandFlags.DemandMaster).WaitAsync(Patience).ConfigureAwait(false);
            if (!HoldsNumber(type, step)) return WrongType(type, step, reply);
            return NotANumber(step, step.Field.IsNull
                ? await database.StringGetAsync(step.Key, CommandFlags.DemandMaster).WaitAsync(Patience).ConfigureAwait(false)
                : await database.HashGetAsync(step.Key, step.Field, CommandFlags.DemandMaster).WaitAsync(Patience).ConfigureAwait(false), reply);
        }
        catch (Exception lost) when (lost is RedisException or TimeoutException)
        {
            return Unseen(step.Key, reply);
        }
    }

    /// <inheritdoc cref="ExplainAsync"/>
    public static Exception Explain<T>(IDatabase database, in Step<T> step, RedisServerException reply)
    {
        if (Has(reply, "overflow")) return Overflow(step.Key, reply);
        try
        {
            var type = database.KeyType(step.Key, CommandFlags.DemandMaster);
            if (!HoldsNumber(type, step)) return WrongType(type, step, reply);
            return NotANumber(step, step.Field.IsNull
                ? database.StringGet(step.Key, CommandFlags.DemandMaster)
                : database.HashGet(step.Key, step.Field, CommandFlags.DemandMaster), reply);
        }
        catch (Exception lost) when (lost is RedisException or TimeoutException)
        {
            return Unseen(step.Key, reply);
        }
    }

    private static bool HoldsNumber<T>(RedisType type, in Step<T> step) => type == (step.Field.IsNull ? RedisType.String : RedisType.Hash);

    // Garnet says "not an integer" of an overflow too.
    private static Exception NotANumber<T>(in Step<T> step, RedisValue held, Exception reply) =>
        CounterFormat.TryParse((byte[]?)held, out _) ? Overflow(step.Key, reply) : CounterFormat.NotACounter(step.Key.ToString(), (byte[]?)held, reply);

    private static WrongValueTypeException WrongType<T>(RedisType held, in Step<T> step, Exception reply) => new(
        step.Key.ToString(),
        held switch
        {
            RedisType.None => "nothing any more (it held another type a moment ago)",
            RedisType.String => "a value",
            RedisType.SortedSet => "a sorted set",
            _ => $"a {held.ToString().ToLowerInvariant()}",
        },
        step.Field.IsNull ? "a value" : "a hash", reply);

    private static WrongValueTypeException Unseen(RedisKey key, Exception reply) =>
        new(key.ToString(), $"something that could not be looked at (the server says: {reply.Message})", "another type or an integer", reply);

    private static OverflowException Overflow(RedisKey key, Exception reply) => new($"The sum for key '{key}' does not fit 64 bits; nothing was changed.", reply);

    private static bool Has(RedisServerException reply, string text) => reply.Message.Contains(text, StringComparison.OrdinalIgnoreCase);
}
