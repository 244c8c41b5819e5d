using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RaceSafe.Runtime.Redis.Tests.Contract;

namespace RaceSafe.Runtime.Redis.Tests;

/// <summary>The record of an operation is in the slot of its key, whatever braces prefix, key and id hold: on a server that refuses anything else.</summary>
public sealed class OperationRecordTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private static readonly string[] Parts = ["", "a", "{", "}", "{}", "{x}", ":", "ö", "racesafe-op:", "7", "n0"];

    [Fact]
    public void The_slot_is_the_one_that_the_cluster_specification_gives()
    {
        // CRC16 of "123456789" is 0x31C3, from the appendix of the specification.
        Assert.Equal(0x31C3 % 16384, HashSlot.Of("123456789"u8));
        Assert.Equal(HashSlot.Of("user1000"u8), HashSlot.Of("{user1000}.following"u8));
        Assert.Equal(HashSlot.Of("{bar"u8), HashSlot.Of("foo{{bar}}zap"u8));
    }

    [Fact]
    public void Key_and_record_share_a_slot_and_no_two_operations_share_a_record()
    {
        var seen = new Dictionary<string, (string, string, string)>();
        var text = Gen.Elements(Parts).ListOf(4).Select(string.Concat);
        var operation =
            from prefix in text
            from key in text
            from id in text
            where key.Length > 0 && id.Length > 0
            select (prefix, key, id);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(operation.ToArbitrary(), one =>
        {
            var (prefix, key, id) = one;
            var start = Encoding.UTF8.GetBytes(prefix);
            byte[] record = OperationRecords.KeyOf(start, key, new OperationId(id))!;
            Assert.Equal(HashSlot.Of(Encoding.UTF8.GetBytes(prefix + key)), HashSlot.Of([.. start, .. record]));
            Assert.True(seen.TryAdd(prefix + Encoding.UTF8.GetString(record), one) || seen[prefix + Encoding.UTF8.GetString(record)] is var other
                && other.Item1 + other.Item2 == prefix + key && other.Item3 == id, $"{one} has the record of another");
        }));
    }

    [Theory]
    [InlineData("", "plain")]
    [InlineData("", "user:{42}:votes")]
    [InlineData("", "}{")]
    [InlineData("", "a{}b")]
    [InlineData("", "a{b")]
    [InlineData("", "a}b")]
    [InlineData("p:", "plain")]
    [InlineData("{p}:", "plain")]
    [InlineData("{p", "q}r")]
    [InlineData("{", "plain")]
    [InlineData("{}", "{x}")]
    public async Task A_cluster_takes_the_two_keys_in_one_script(string prefix, string key)
    {
        var db = cluster.Database;
        if (prefix.Length > 0) db = StackExchange.Redis.KeyspaceIsolation.DatabaseExtensions.WithKeyPrefix(db, prefix);
        var id = OperationId.New();
        Assert.Equal(1, await db.IncrementAsync(key, operationId: id));
        Assert.Equal(1, await db.IncrementAsync(key, operationId: id));
        Assert.Equal(1, db.Increment(key, operationId: id));
        Assert.Equal(2, db.Increment(key, operationId: OperationId.New()));
    }

    [Fact]
    public async Task A_record_ends_with_its_lifetime_and_the_key_without_expiry_stays()
    {
        var store = new RedisAtomicStore(cluster.Connection, new() { OperationIdLifetime = TimeSpan.FromSeconds(2), Retry = RetryPolicy.None });
        var id = OperationId.New();
        Assert.Equal(AtomicResult.Applied(1L), await store.IncrementAsync("short record", operationId: id));
        Assert.Equal(AtomicResult.Replayed(1L), await store.IncrementAsync("short record", operationId: id));
        await Task.Delay(2500);
        Assert.Equal(AtomicResult.Applied(2L), await store.IncrementAsync("short record", operationId: id));
    }
}
