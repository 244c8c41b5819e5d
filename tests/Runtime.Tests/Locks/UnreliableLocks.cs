using Microsoft.Extensions.Logging;

namespace RaceSafe.Runtime.Tests.Locks;

/// <summary>Locks in memory behind a network that does what a test says: each call runs through <see cref="Network"/>.</summary>
internal sealed class UnreliableLocks(TimeProvider time, string backend = "memory") : ILockBackend
{
    private readonly MemoryLocks _locks = new(time);

    /// <summary>Gets the name of the step and the call; carries it out, or not, or late, or loses the reply.</summary>
    public Func<string, Func<Task>, Task> Network { get; set; } = (_, call) => call();

    public string Name => backend;

    public List<string> Tokens { get; } = [];

    public async ValueTask<LockReply> AcquireAsync(string name, string token, TimeSpan lease, TimeSpan timeout)
    {
        lock (Tokens) Tokens.Add(token);
        LockReply reply = default;
        await Network("acquire", async () => reply = await _locks.AcquireAsync(name, token, lease, timeout)).WaitAsync(timeout, time);
        return reply;
    }

    public async ValueTask<bool> ExtendAsync(string name, string token, TimeSpan lease, TimeSpan timeout)
    {
        var held = false;
        await Network("extend", async () => held = await _locks.ExtendAsync(name, token, lease, timeout)).WaitAsync(timeout, time);
        return held;
    }

    public async ValueTask ReleaseAsync(string name, string token, TimeSpan timeout) =>
        await Network("release", async () => await _locks.ReleaseAsync(name, token, timeout)).WaitAsync(timeout, time);

    public ValueTask<IAsyncDisposable?> ListenAsync(string name, Action released, CancellationToken cancellationToken) => new((IAsyncDisposable?)null);

    public FailureClass Classify(Exception failure) => failure switch
    {
        IOException => FailureClass.Unknown,
        NotSupportedException => FailureClass.NotApplied,
        _ => FailureClass.Deterministic,
    };

    /// <summary>The store loses the lock.</summary>
    public async Task ForgetAsync(string name) => await _locks.ReleaseAsync(name, Tokens[^1], TimeSpan.FromSeconds(1));

    public ILockProvider NewProvider(ILogger? logger = null) => new Provider(this, time, logger);

    private sealed class Provider(ILockBackend locks, TimeProvider time, ILogger? logger) : LeaseLockProvider(locks, RetryPolicy.Default, TimeSpan.FromSeconds(5), time, logger);
}
