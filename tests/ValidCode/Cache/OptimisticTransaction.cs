using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.OptimisticTransactionCode;

/// <summary>A condition makes the transaction fail when the value has changed.</summary>
public sealed class OptimisticTransaction(IDatabase db)
{
    public async Task AddAsync(string key)
    {
        while (true)
        {
            var old = await db.StringGetAsync(key);
            var transaction = db.CreateTransaction();
            transaction.AddCondition(Condition.StringEqual(key, old));
            _ = transaction.StringSetAsync(key, (int)old + 1);
            if (await transaction.ExecuteAsync()) return;
        }
    }
}
