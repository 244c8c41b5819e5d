using System.Text;
using RaceSafe.Proxies;
using StackExchange.Redis;

namespace RaceSafe.Cures.Tests.Caches;

/// <summary>
/// A piece of code with a race. <c>RunAsync(key)</c> says whether it took effect: counted, won, redeemed. <c>StateAsync(key)</c> says how often that can
/// have been true: what was counted, or the one winner. Every call beyond that has lost its effect, or has taken one that was not there.
/// </summary>
internal sealed record Cure(string Name, string Code)
{
    /// <summary>What the cured code says, where more than one fix could cure it.</summary>
    public string Command { get; init; } = "";

    private const int Keys = 25;
    private const int Callers = 16;

    public override string ToString() => Name;

    public string Source => $$"""
        using System.Text.Json;
        using Microsoft.Extensions.Caching.Distributed;
        using Microsoft.Extensions.Caching.Memory;
        using StackExchange.Redis;

        public class Cart
        {
            public int Total { get; set; }
        }

        public class Program(IDatabase db, IDistributedCache cache, IMemoryCache memory)
        {
            private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
            private static readonly DistributedCacheEntryOptions Options = new() { AbsoluteExpirationRelativeToNow = Window };
            public object Stores => (db, cache, memory);

        {{Code}}
        }
        """;

    /// <summary>Calls that all callers make at once, on several keys; the number of effects that do not add up.</summary>
    public static async Task<(int Calls, long Lost)> TogetherAsync(Executed code, IDatabase db)
    {
        var program = New(code, db);
        long lost = 0;
        for (var i = 0; i < Keys; i++)
        {
            var key = $"cure:{Guid.NewGuid():N}";
            await program.Prepare(key);
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var calls = Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
            {
                await start.Task;
                return await program.Run(key);
            })).ToList();
            start.SetResult();
            var effects = (await Task.WhenAll(calls)).Count(effect => effect);
            lost += Math.Abs(effects - await program.State(key));
        }

        return (Keys * Callers, lost);
    }

    /// <summary>What three calls one after the other say, and what they leave: the value and whether it has a time to live.</summary>
    public static async Task<string> AloneAsync(Executed code, IDatabase db)
    {
        var program = New(code, db);
        var key = $"cure:{Guid.NewGuid():N}";
        await program.Prepare(key);
        var said = new List<string>();
        for (var i = 0; i < 3; i++) said.Add($"{await program.Run(key)} {await program.State(key)} {await db.KeyExistsAsync(key)} {await db.KeyTimeToLiveAsync(key) is not null}");
        return string.Join("; ", said);
    }

    private static Calls New(Executed code, IDatabase db)
    {
        var cache = new AtomicDistributedCache(db.AsAtomicStore());
        return new(Activator.CreateInstance(code.Program, db, cache, new InterruptedMemoryCache())!);
    }

    /// <summary>Calls whose connection is cut once the server has carried out their first command; how many keys are left that never expire.</summary>
    public static async Task<int> CutAsync(Executed code, FaultProxy proxy, IDatabase through, IDatabase db)
    {
        var program = New(code, through);
        var endless = 0;
        for (var i = 0; i < Keys; i++)
        {
            var key = $"cure:{Guid.NewGuid():N}";
            var left = 1;
            proxy.Plan = request => Encoding.ASCII.GetString(request.Span).Contains(key, StringComparison.Ordinal) && Interlocked.Decrement(ref left) == 0 ? new(FaultKind.Reset) : Fault.None;
            await Record.ExceptionAsync(async () => await program.Run(key));
            proxy.Plan = _ => Fault.None;
            if (await db.KeyExistsAsync(key) && await db.KeyTimeToLiveAsync(key) is null) endless++;
        }

        return endless;
    }

    /// <summary>Calls of which the server carries out one command and refuses the other; how many keys are left that never expire.</summary>
    public static async Task<int> RefusedAsync(Executed code, IDatabase db)
    {
        var program = New(code, db);
        var endless = 0;
        await db.ExecuteAsync("ACL", "SETUSER", "default", "-expire", "-pexpire");
        try
        {
            for (var i = 0; i < Keys; i++)
            {
                var key = $"cure:{Guid.NewGuid():N}";
                await Record.ExceptionAsync(async () => await program.Run(key));
                if (await db.KeyExistsAsync(key) && await db.KeyTimeToLiveAsync(key) is null) endless++;
            }
        }
        finally
        {
            await db.ExecuteAsync("ACL", "SETUSER", "default", "+expire", "+pexpire");
        }

        return endless;
    }

    /// <summary>Releases whose second command is late, so that the lease ends in between and somebody else takes the lock; how many of those lost it.</summary>
    public static async Task<int> StolenAsync(Executed code, FaultProxy proxy, IDatabase through, IDatabase db)
    {
        var program = New(code, through);
        var stolen = 0;
        for (var i = 0; i < Keys; i++)
        {
            var key = $"cure:{Guid.NewGuid():N}";
            await db.StringSetAsync(key, "mine", TimeSpan.FromMilliseconds(40));
            var commands = 0;
            proxy.Plan = request => Encoding.ASCII.GetString(request.Span).Contains(key, StringComparison.Ordinal) && Interlocked.Increment(ref commands) == 2 ? new(FaultKind.Delay, TimeSpan.FromMilliseconds(120)) : Fault.None;
            var release = program.Run(key);
            while (!await db.StringSetAsync(key, "theirs", TimeSpan.FromMinutes(1), When.NotExists)) await Task.Delay(1);
            await release;
            proxy.Plan = _ => Fault.None;
            if (await db.StringGetAsync(key) != "theirs") stolen++;
        }

        return stolen;
    }

    private sealed class Calls(object target)
    {
        public Task<bool> Run(string key) => (Task<bool>)Method("RunAsync").Invoke(target, [key])!;

        public Task<long> State(string key) => (Task<long>)Method("StateAsync").Invoke(target, [key])!;

        public Task Prepare(string key) => target.GetType().GetMethod("PrepareAsync")?.Invoke(target, [key]) as Task ?? Task.CompletedTask;

        private System.Reflection.MethodInfo Method(string name) => target.GetType().GetMethod(name)!;
    }
}
