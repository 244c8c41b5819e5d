using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace RaceSafe;

/// <summary>
/// What <c>WithKeyPrefix</c> puts before the keys of a database. The client does not tell, so the server is asked, once per prefixed object, what a
/// known key arrives as.
/// </summary>
internal static class KeyPrefix
{
    private const string Probe = "k";
    private const string Script = "return KEYS[1]";
    private static readonly ConditionalWeakTable<IDatabase, byte[]> Known = [];

    /// <summary>Notes the prefix of a database that we made ourselves.</summary>
    public static void Note(IDatabase database, byte[] prefix) => Known.AddOrUpdate(database, prefix);

    /// <summary>The client's own plain database adds nothing; everything else is a wrapper.</summary>
    public static bool IsPlain(IDatabase database) => database.GetType().Name == "RedisDatabase";

    /// <summary>The prefix, if it needs no question.</summary>
    public static bool TryGet(IDatabase database, out byte[] prefix)
    {
        prefix = [];
        return IsPlain(database) || Known.TryGetValue(database, out prefix!);
    }

    public static async Task<byte[]> AskAsync(IDatabase database) => Remember(
        database, await database.ScriptEvaluateAsync(Script, [Probe], [], CommandFlags.DemandMaster).ConfigureAwait(false));

    public static byte[] Ask(IDatabase database) => Remember(database, database.ScriptEvaluate(Script, [Probe], [], CommandFlags.DemandMaster));

    private static byte[] Remember(IDatabase database, RedisResult reply)
    {
        var prefix = ((byte[]?)reply)![..^Probe.Length];
        Note(database, prefix);
        return prefix;
    }
}
