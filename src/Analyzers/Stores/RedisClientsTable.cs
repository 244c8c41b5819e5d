using static RaceSafe.Analyzers.Stores.AccessKind;

namespace RaceSafe.Analyzers.Stores;

/// <summary>Redis clients of other makers, by name: FreeRedis, and CSRedis with its static helper. Their members are called as the commands are.</summary>
internal sealed class RedisClientsTable : StoreTable
{
    private static readonly ImmutableNames s_field = "field|fields";
    private static readonly ImmutableNames s_member = "member|members";
    private static readonly ImmutableNames s_index = "index";
    private static readonly ImmutableNames s_value = "value";
    private static readonly ImmutableNames s_life = "timeout|timeoutSeconds|expire|expireSeconds|seconds";

    private static readonly (string Member, AccessSpec Spec)[] s_commands =
    [
        ("Get", Of(Read, RedisTable.String)),
        ("GetSet", Of(Take, RedisTable.String) with { Value = s_value }),
        ("Set", Of(Write, RedisTable.String) with { Value = s_value, Ttl = s_life, Condition = "nx|xx|exists" }),
        ("SetNx", Of(AddIfAbsent, RedisTable.String) with { Value = s_value, Ttl = s_life }),
        ("Append", Of(Update, RedisTable.String)),
        ("IncrBy", Of(Update, RedisTable.String)),
        ("Exists", Of(Check, "")),
        ("Del", Of(Remove, "") with { Key = "key|keys" }),
        ("Expire", Of(Expire, "") with { Ttl = s_life }),
        ("HGet", Of(Read, RedisTable.Hash) with { SubKey = s_field }),
        ("HGetAll", Of(Read, RedisTable.Hash)),
        ("HExists", Of(Check, RedisTable.Hash) with { SubKey = s_field }),
        ("HSet", Of(Write, RedisTable.Hash) with { SubKey = s_field, Value = s_value }),
        ("HSetNx", Of(AddIfAbsent, RedisTable.Hash) with { SubKey = s_field, Value = s_value }),
        ("HDel", Of(Remove, RedisTable.Hash) with { SubKey = s_field }),
        ("HIncrBy", Of(Update, RedisTable.Hash) with { SubKey = s_field }),
        ("HLen", Of(Count, RedisTable.Hash)),
        ("SIsMember", Of(Check, RedisTable.Set) with { SubKey = s_member }),
        ("SMembers", Of(Read, RedisTable.Set)),
        ("SCard", Of(Count, RedisTable.Set)),
        ("SAdd", Of(AddIfAbsent, RedisTable.Set) with { SubKey = s_member }),
        ("SRem", Of(Remove, RedisTable.Set) with { SubKey = s_member }),
        ("LLen", Of(Count, RedisTable.List)),
        ("LRange", Of(Read, RedisTable.List)),
        ("LIndex", Of(Read, RedisTable.List) with { SubKey = s_index }),
        ("LSet", Of(Write, RedisTable.List) with { SubKey = s_index, Value = "value|element" }),
        ("LPush", Of(Add, RedisTable.List) with { Value = "value|elements" }),
        ("RPush", Of(Add, RedisTable.List) with { Value = "value|elements" }),
        ("LPop", Of(Take, RedisTable.List)),
        ("RPop", Of(Take, RedisTable.List)),
        ("ZScore", Of(Read, RedisTable.SortedSet) with { SubKey = s_member }),
        ("ZCard", Of(Count, RedisTable.SortedSet)),
        ("ZIncrBy", Of(Update, RedisTable.SortedSet) with { SubKey = s_member }),
        ("ZRem", Of(Remove, RedisTable.SortedSet) with { SubKey = s_member }),
    ];

    private static readonly (string Member, AccessSpec Spec)[] s_free =
    [
        ("GetDel", Of(Take, RedisTable.String)),
        ("SetEx", Of(Write, RedisTable.String) with { Value = s_value, Ttl = s_life }),
        ("Incr", Of(Update, RedisTable.String)),
        ("Decr", Of(Update, RedisTable.String)),
        ("DecrBy", Of(Update, RedisTable.String)),
        ("ZAdd", Of(Write, RedisTable.SortedSet) with { SubKey = s_member, Value = "score" }),
    ];

    public override IReadOnlyList<string> Needs { get; } = ["FreeRedis.IRedisClient", "CSRedis.CSRedisClient"];

    public override IReadOnlyList<StoreType> Types { get; } =
    [
        SyncAndAsync("FreeRedis.IRedisClient", [.. s_commands, .. s_free]),
        SyncAndAsync("CSRedis.CSRedisClient", s_commands),
        SyncAndAsync("RedisHelper`1", s_commands),
    ];

    private static AccessSpec Of(AccessKind kind, string shape) => new(StoreKind.Redis, kind) { Key = "key", Shape = shape };
}
