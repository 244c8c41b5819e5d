using System.Diagnostics;
using RaceSafe.Proxies;
using RaceSafe.Runtime.Redis.Tests.Contract;
using Xunit.Abstractions;

namespace RaceSafe.Runtime.Redis.Tests.Faults;

/// <summary>One reply in ten is lost: the table of what each way of calling makes of that, for every operation that accumulates.</summary>
public sealed class LostReplyTests(RedisFixture redis, ITestOutputHelper output) : IClassFixture<RedisFixture>
{
    private const int Calls = 150;
    private const int OneIn = 10;

    public static TheoryData<string> Primitives => [.. Primitive.Accumulating.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Primitives))]
    public async Task With_an_operation_id_every_caller_gets_its_first_result_and_the_count_is_exact(string name)
    {
        var outcome = await RunAsync(name, withId: true);
        Assert.True(outcome.Lost > Calls / OneIn / 3, $"only {outcome.Lost} replies were lost");
        Assert.Equal(Enumerable.Range(1, Calls).Select(n => (long)n), outcome.Results);
        Assert.Equal((0, Calls), (outcome.Unknown, outcome.Count));
    }

    [Theory]
    [MemberData(nameof(Primitives))]
    public async Task Without_an_operation_id_a_lost_reply_is_reported_as_unknown_and_nothing_is_repeated(string name)
    {
        var outcome = await RunAsync(name, withId: false);
        Assert.True(outcome.Unknown > 0, "no reply was lost");
        Assert.Equal(Calls, outcome.Results.Count + outcome.Unknown);
        Assert.Equal(outcome.Lost, outcome.Unknown);
        Assert.Equal(Calls, outcome.Count); // each request arrived once, whether its caller knows or not
    }

    [Fact]
    public async Task What_a_naive_retry_makes_of_it()
    {
        await using var faulty = await Faulty.ConnectAsync(redis.Port);
        faulty.OneIn(OneIn, FaultKind.DropReply);
        var db = faulty.Connection.GetDatabase();
        for (var call = 0; call < Calls; call++)
            while (true)
            {
                try
                {
                    await db.StringIncrementAsync("naive");
                    break;
                }
                catch (RedisException)
                {
                    await Task.Delay(5);
                }
            }

        Assert.Equal(Calls + faulty.Faults, (long)await redis.Database.StringGetAsync("naive"));
        Assert.NotEqual(0, faulty.Faults);
    }

    [Fact]
    public async Task A_claim_is_recognized_by_its_value_and_needs_no_id()
    {
        await using var faulty = await Faulty.ConnectAsync(redis.Port);
        faulty.OneIn(3, FaultKind.DropReply);
        var db = faulty.Connection.GetDatabase();
        for (var call = 0; call < 30; call++)
        {
            Assert.True(await db.TryClaimAsync($"claim {call}"));
            Assert.False(await db.TryClaimAsync($"claim {call}"));
        }

        Assert.NotEqual(0, faulty.Faults);
    }

    private async Task<(List<long> Results, int Unknown, int Lost, long Count)> RunAsync(string name, bool withId)
    {
        var primitive = Primitive.Accumulating.Single(p => p.Name == name);
        await using var faulty = await Faulty.ConnectAsync(redis.Port);
        var db = faulty.Connection.GetDatabase();
        RedisKey key = $"{name} {withId}";
        await primitive.CallAsync(db, $"{name} {withId}, before", OperationId.None); // a lost "I do not know this script" would be unknown too, and nothing done
        List<long> results = [];
        var unknown = 0;
        faulty.OneIn(OneIn, FaultKind.DropReply);
        var time = Stopwatch.StartNew();
        for (var call = 0; call < Calls; call++)
        {
            try
            {
                results.Add(await primitive.CallAsync(db, key, withId ? OperationId.New() : OperationId.None));
            }
            catch (OutcomeUnknownException failure)
            {
                unknown++;
                Assert.Equal("redis", failure.Backend);
                Assert.Equal(Confirmation.Unknown, await failure.ConfirmAsync());
            }
        }

        var count = await primitive.CountAsync(redis.Database, key);
        output.WriteLine($"{name}, {(withId ? "with" : "without")} id: acked {results.Count}, unknown {unknown}, lost {faulty.Faults}, count {count}, {time.ElapsedMilliseconds} ms");
        return (results, unknown, faulty.Faults, count);
    }
}
