using System.Text;

namespace RaceSafe.Runtime.Tests.Contract;

/// <summary>
/// What every back end promises. A back end proves it by deriving this class and handing over its store; keys are unique per test, so that
/// all tests may share one server.
/// </summary>
public abstract partial class AtomicStoreContract
{
    protected const int Callers = 100;

    private readonly string _prefix = Guid.NewGuid().ToString("N");

    /// <summary>The store under test; the same for the whole test.</summary>
    protected abstract IAtomicStore Store { get; }

    /// <summary>Lets the back end's clock run: real time on a server, a fake clock in memory.</summary>
    protected virtual Task PassAsync(TimeSpan time) => Task.Delay(time);

    /// <summary>Time to live of the expiry tests, long enough not to end between two commands on a slow machine.</summary>
    protected virtual TimeSpan ShortTtl => TimeSpan.FromSeconds(2);

    protected string Key(string name = "key") => $"{_prefix}:{name}";

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);

    protected static async Task<T[]> AtOnce<T>(int callers, Func<int, Task<T>> call)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, callers).Select(i => Task.Run(async () =>
        {
            await start.Task;
            return await call(i);
        })).ToArray();
        start.SetResult();
        return await Task.WhenAll(calls);
    }

    private async Task SetAsync(string key, string value, TimeSpan? ttl = null) =>
        Assert.Equal(AtomicOutcome.Applied, (await Store.CompareAndSetAsync(key, await Store.GetAsync(key), Bytes(value), ttl)).Outcome);
}
