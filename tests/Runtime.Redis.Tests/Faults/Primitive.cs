namespace RaceSafe.Runtime.Redis.Tests.Faults;

/// <summary>
/// An operation that must not be applied twice: called with 1, 2, 3 … it counts, and gives the count that it made. A caller who does not know what
/// became of a call goes on with the next.
/// </summary>
/// <param name="Name">Shown by the runner.</param>
/// <param name="CallAsync">The call number n, given an operation id, returns the count after it.</param>
/// <param name="CountAsync">The count that the server has.</param>
public sealed record Primitive(
    string Name, Func<IDatabase, RedisKey, OperationId, Task<long>> CallAsync, Func<IDatabase, RedisKey, Task<long>> CountAsync)
{
    private static readonly TimeSpan Ttl = TimeSpan.FromHours(1);

    public static Primitive[] Accumulating { get; } =
    [
        new("IncrementAsync", async (db, key, id) => await db.IncrementAsync(key, operationId: id), Counter),
        new("IncrementAsync with expiry", async (db, key, id) => await db.IncrementAsync(key, ttl: Ttl, operationId: id), Counter),
        new("Increment", (db, key, id) => Task.Run(() => db.Increment(key, operationId: id)), Counter),
        new("TryIncrementAsync", async (db, key, id) => (await db.TryIncrementAsync(key, max: 1_000_000, operationId: id)).Value, Counter),
        new("TryIncrement", (db, key, id) => Task.Run(() => db.TryIncrement(key, max: 1_000_000, operationId: id).Value), Counter),
        new("HashIncrementAsync", async (db, key, id) => await db.HashIncrementAsync(key, "f", operationId: id), Field),
        new("HashIncrement with expiry", (db, key, id) => Task.Run(() => db.HashIncrement(key, "f", ttl: Ttl, operationId: id)), Field),
        new("NextSequenceAsync", async (db, key, id) => await db.NextSequenceAsync(key, id), Counter),
        new("UpdateAsync", async (db, key, id) => (long)await db.UpdateAsync(key, held => (long)held + 1, operationId: id), Counter),
        new("Update", (db, key, id) => Task.Run(() => (long)db.Update(key, held => (long)held + 1, operationId: id)), Counter),
        new("HashCompareAndSetAsync", IncrementFieldAsync, Field),
        new("TakeAsync", async (db, key, id) => await TakeAsync(db, key, id, async bag => await db.TakeAsync(bag, id)), Taken),
        new("Take", async (db, key, id) => await TakeAsync(db, key, id, bag => Task.Run(() => db.Take(bag, id))), Taken),
    ];

    public override string ToString() => Name;

    private static async Task<long> Counter(IDatabase db, RedisKey key) => (long)await db.StringGetAsync(key);

    private static async Task<long> Field(IDatabase db, RedisKey key) => (long)await db.HashGetAsync(key, "f");

    private static async Task<long> Taken(IDatabase db, RedisKey key) => await db.SetLengthAsync($"{key}:bags") - await BagsLeftAsync(db, key);

    private static async Task<long> IncrementFieldAsync(IDatabase db, RedisKey key, OperationId id)
    {
        RedisValue held;
        do held = await Retried(() => db.HashGetAsync(key, "f"));
        while ((await db.HashCompareAndSetAsync(key, "f", held, (long)held + 1, operationId: id)) is { IsRefused: true });
        return (long)held + 1;
    }

    // Each call takes out of a bag of its own what was put in: the number of the bag.
    private static async Task<long> TakeAsync(IDatabase db, RedisKey key, OperationId id, Func<RedisKey, Task<RedisValue>> take)
    {
        var number = await Retried(() => db.SetLengthAsync($"{key}:bags")) + 1;
        RedisKey bag = $"{key}:{number}";
        await Retried(() => db.StringSetAsync(bag, number));
        await Retried(() => db.SetAddAsync($"{key}:bags", number));
        return (long)await take(bag);
    }

    private static async Task<long> BagsLeftAsync(IDatabase db, RedisKey key)
    {
        var left = 0L;
        foreach (var number in await db.SetMembersAsync($"{key}:bags")) left += await db.KeyExistsAsync($"{key}:{number}") ? 1 : 0;
        return left;
    }

    // The preparation of a call is not what is tested.
    private static async Task<T> Retried<T>(Func<Task<T>> prepare)
    {
        while (true)
        {
            try
            {
                return await prepare().WaitAsync(TimeSpan.FromSeconds(5));
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                await Task.Delay(10);
            }
        }
    }
}
