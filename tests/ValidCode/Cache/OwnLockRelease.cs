using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using System.Text.Json;

namespace ValidCode.Cache.OwnLockReleaseCode;

/// <summary>LockRelease compares and deletes.</summary>
public sealed class OwnLockRelease(IDatabase db)
{
    private readonly string _token = Guid.NewGuid().ToString();

    public Task<bool> TakeAsync(string name) => db.LockTakeAsync(name, _token, TimeSpan.FromSeconds(30));

    public Task<bool> ReleaseAsync(string name) => db.LockReleaseAsync(name, _token);
}
