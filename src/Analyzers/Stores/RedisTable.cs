using static RaceSafe.Analyzers.Stores.AccessKind;

namespace RaceSafe.Analyzers.Stores;

/// <summary>
/// StackExchange.Redis, 1.2 to 3.x. Each command is atomic on the server, two commands are not. The same rows serve IDatabase, a batch and a
/// transaction, whose commands are the asynchronous ones. A script touches what it likes in one step: it has no row.
/// </summary>
internal sealed class RedisTable : StoreTable
{
    public const string Transaction = "StackExchange.Redis.ITransaction";
    public const string AddCondition = "AddCondition";

    public const string String = "string";
    public const string Hash = "hash";
    public const string Set = "set";
    public const string List = "list";
    public const string SortedSet = "sorted set";
    public const string Stream = "stream";
    public const string Lock = "lock";
    public const string Expiry = "expiry";

    /// <summary>The member of the key's data that an overload names, if it names one.</summary>
    private static readonly ImmutableNames s_field = "hashField|hashFields";
    private static readonly ImmutableNames s_member = "value";
    private static readonly ImmutableNames s_scored = "member";

    private static readonly (string, AccessSpec)[] s_commands =
    [
        ("StringGet", Of(Read, String)),
        ("StringGetLease", Of(Read, String)),
        ("StringGetWithExpiry", Of(Read, String)),
        ("StringLength", Of(Count, String)),
        ("StringGetBit", Of(Read, String) with { SubKey = "offset" }),
        ("StringSetBit", Of(AddIfAbsent, String) with { SubKey = "offset", Value = "bit" }),
        ("StringSet", Of(Write, String) with { Value = "value", Ttl = "expiry", Condition = "when" }),
        ("StringAppend", Of(Update, String)),
        ("StringIncrement", Of(Update, String)),
        ("StringDecrement", Of(Update, String)),
        ("StringGetSet", Of(Take, String) with { Value = "value" }),
        ("StringSetAndGet", Of(Take, String) with { Value = "value", Ttl = "expiry", Condition = "when" }),
        ("StringGetDelete", Of(Take, String)),
        ("StringGetSetExpiry", Of(Read, String) with { Ttl = "expiry" }),
        ("KeyExists", Of(Check, "")),
        ("KeyDelete", Of(Remove, "")),
        ("KeyExpire", Of(Expire, "") with { Ttl = "expiry" }),
        ("KeyTimeToLive", Of(Check, Expiry)),
        ("HashGet", Of(Read, Hash) with { SubKey = s_field }),
        ("HashGetAll", Of(Read, Hash)),
        ("HashKeys", Of(Read, Hash)),
        ("HashValues", Of(Read, Hash)),
        ("HashExists", Of(Check, Hash) with { SubKey = s_field }),
        ("HashLength", Of(Count, Hash)),
        ("HashSet", Of(Write, Hash) with { SubKey = "hashField", Value = "value|hashFields", Condition = "when" }),
        ("HashDelete", Of(Remove, Hash) with { SubKey = s_field }),
        ("HashIncrement", Of(Update, Hash) with { SubKey = s_field }),
        ("HashDecrement", Of(Update, Hash) with { SubKey = s_field }),
        ("SetContains", Of(Check, Set) with { SubKey = s_member }),
        ("SetLength", Of(Count, Set)),
        ("SetMembers", Of(Read, Set)),
        ("SetAdd", Of(AddIfAbsent, Set) with { SubKey = s_member }),
        ("SetRemove", Of(Remove, Set) with { SubKey = s_member }),
        ("SetPop", Of(Take, Set)),
        ("ListLength", Of(Count, List)),
        ("ListRange", Of(Read, List)),
        ("ListGetByIndex", Of(Read, List) with { SubKey = "index" }),
        ("ListSetByIndex", Of(Write, List) with { SubKey = "index", Value = "value" }),
        ("ListLeftPush", Of(Add, List) with { Value = "value|values" }),
        ("ListRightPush", Of(Add, List) with { Value = "value|values" }),
        ("ListLeftPop", Of(Take, List)),
        ("ListRightPop", Of(Take, List)),
        ("ListRightPopLeftPush", Of(Take, List) with { Key = "source" }),
        ("ListMove", Of(Take, List) with { Key = "sourceKey" }),
        ("ListRemove", Of(Remove, List) with { SubKey = s_member }),
        ("SortedSetScore", Of(Read, SortedSet) with { SubKey = s_scored }),
        ("SortedSetScores", Of(Read, SortedSet) with { SubKey = "members" }),
        ("SortedSetRank", Of(Read, SortedSet) with { SubKey = s_scored }),
        ("SortedSetLength", Of(Count, SortedSet)),
        ("SortedSetRangeByRank", Of(Read, SortedSet)),
        ("SortedSetRangeByRankWithScores", Of(Read, SortedSet)),
        ("SortedSetRangeByScore", Of(Read, SortedSet)),
        ("SortedSetRangeByScoreWithScores", Of(Read, SortedSet)),
        ("SortedSetRangeByValue", Of(Read, SortedSet)),
        ("SortedSetAdd", Of(Write, SortedSet) with { SubKey = s_scored, Value = "score|values", Condition = "when" }),
        ("SortedSetUpdate", Of(Write, SortedSet) with { SubKey = s_scored, Value = "score|values", Condition = "when" }),
        ("SortedSetPop", Of(Take, SortedSet)),
        ("SortedSetRemove", Of(Remove, SortedSet) with { SubKey = s_scored }),
        ("SortedSetIncrement", Of(Update, SortedSet) with { SubKey = s_scored }),
        ("SortedSetDecrement", Of(Update, SortedSet) with { SubKey = s_scored }),
        ("StreamLength", Of(Count, Stream)),
        ("StreamRange", Of(Read, Stream)),
        ("StreamRead", Of(Read, Stream)),
        ("StreamAdd", Of(Add, Stream)),
        ("StreamDelete", Of(Remove, Stream) with { SubKey = "messageIds" }),
        ("LockQuery", Of(Read, Lock)),
    ];

    public override IReadOnlyList<string> Needs { get; } = ["StackExchange.Redis.IDatabaseAsync"];

    /// <summary>The names of the commands; that of HSET is also that of a collection.</summary>
    public override IReadOnlyList<string> Words { get; } = [.. s_commands.Select(row => row.Item1).Where(name => name != nameof(HashSet<int>)), .. s_commands.Select(row => row.Item1 + "Async")];

    public override IReadOnlyList<StoreType> Types { get; } =
    [
        new("StackExchange.Redis.IDatabase", s_commands),
        new("StackExchange.Redis.IDatabaseAsync", [.. s_commands.Select(row => (row.Item1 + "Async", row.Item2))]),
        new(Transaction, (AddCondition, new AccessSpec(StoreKind.Redis, Check))),
    ];

    private static AccessSpec Of(AccessKind kind, string shape) => new(StoreKind.Redis, kind) { Key = "key", Shape = shape };
}
