using System.Diagnostics;
using System.Text;

namespace RaceSafe.Runtime.Tests.Contract;

/// <summary>What <see cref="Idempotency"/> promises over every back end. Keys are unique per test, so that all tests may share one server.</summary>
public abstract partial class IdempotencyContract
{
    private static readonly RequestFingerprint Request = RequestFingerprint.OfParts("pay", 100);
    private static readonly IdempotencyOptions Rejecting = new() { OnDuplicate = DuplicateHandling.Reject };

    private readonly IdempotencyKey _key = IdempotencyKey.Create("test", Guid.NewGuid());
    private int _runs;

    /// <summary>The back end under test.</summary>
    protected abstract IIdempotencyStore Store { get; }

    private Idempotency Idempotency => new(Store);

    [Fact]
    public async Task The_work_runs_once_and_a_repeat_gets_the_first_result()
    {
        Assert.Equal(("1", IdempotencyOutcome.Executed), await CallAsync());
        Assert.Equal(("1", IdempotencyOutcome.Replayed), await CallAsync());
        Assert.Equal(("1", IdempotencyOutcome.Replayed), await CallAsync(Rejecting));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Of_concurrent_duplicates_one_works_and_all_get_its_result()
    {
        var results = await AtOnce(50, _ => CallAsync(work: TimeSpan.FromMilliseconds(100)));
        Assert.Equal(1, _runs);
        Assert.All(results, result => Assert.Equal("1", result.Value));
        Assert.Single(results, result => result.Outcome == IdempotencyOutcome.Executed);
        Assert.All(results, result => Assert.True(result.Outcome is IdempotencyOutcome.Executed or IdempotencyOutcome.Waited or IdempotencyOutcome.Replayed));
    }

    [Fact]
    public async Task Different_keys_do_not_wait_for_each_other()
    {
        var held = new TaskCompletionSource();
        var first = Idempotency.ExecuteAsync(_key, Request, async (_, ct) => { await held.Task.WaitAsync(ct); return [1]; }).AsTask();
        await Idempotency.ExecuteAsync(IdempotencyKey.Create("test", Guid.NewGuid()), Request, (_, _) => Task.FromResult<byte[]>([2]));
        held.SetResult();
        Assert.Equal([1], (await first).Value);
    }

    [Fact]
    public async Task A_duplicate_in_flight_is_rejected_on_request_and_told_when_to_come_again()
    {
        await WhileWorkingAsync(async () =>
        {
            var error = await Assert.ThrowsAsync<IdempotencyInFlightException>(() => CallAsync(Rejecting));
            Assert.Equal(_key.Value, error.Key);
            Assert.InRange(error.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        });
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task A_wait_ends_after_its_time()
    {
        await WhileWorkingAsync(() => Assert.ThrowsAsync<IdempotencyInFlightException>(() => CallAsync(new() { WaitTimeout = TimeSpan.FromMilliseconds(100) })));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task A_different_request_under_the_key_is_refused_during_and_after_the_work()
    {
        var other = RequestFingerprint.OfParts("pay", 200);
        await WhileWorkingAsync(() => Assert.ThrowsAsync<IdempotencyMismatchException>(() => CallAsync(request: other)));
        Assert.Equal(_key.Value, (await Assert.ThrowsAsync<IdempotencyMismatchException>(() => CallAsync(request: other))).Key);
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task A_failure_is_thrown_and_not_remembered()
    {
        var failing = Idempotency.ExecuteAsync(_key, Request, (_, _) => throw new InvalidDataException("no"));
        Assert.Equal("no", (await Assert.ThrowsAsync<InvalidDataException>(async () => await failing)).Message);
        Assert.Equal(("1", IdempotencyOutcome.Executed), await CallAsync(Rejecting)); // at once: the claim is given up
    }

    [Fact]
    public async Task A_failure_is_remembered_on_request()
    {
        var remembering = new IdempotencyOptions { RememberFailure = failure => failure is InvalidDataException };
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var call = async () => await Idempotency.ExecuteAsync(_key, Request, (_, _) => throw new InvalidDataException("no such\naccount"), remembering);
            if (attempt == 0) await Assert.ThrowsAsync<InvalidDataException>(call);
            else Assert.Equal(("System.IO.InvalidDataException", "no such\naccount"), await Assert.ThrowsAsync<RememberedFailureException>(call) is var e ? (e.FailureType, e.Message) : default);
        }
    }

    [Fact]
    public async Task A_result_is_forgotten_after_its_time()
    {
        var brief = new IdempotencyOptions { ResultTtl = TimeSpan.FromMilliseconds(400) };
        Assert.Equal("1", (await CallAsync(brief)).Value);
        Assert.Equal("1", (await CallAsync(brief)).Value);
        await Task.Delay(600);
        Assert.Equal(("2", IdempotencyOutcome.Executed), await CallAsync(brief));
    }

    [Fact]
    public async Task Any_bytes_are_a_result()
    {
        foreach (var result in new byte[][] { [], [0], [0, 255, 10, 58, 1], new byte[100_000] })
        {
            var key = IdempotencyKey.Create("test", Guid.NewGuid());
            for (var i = 0; i < 2; i++) Assert.Equal(result, (await Idempotency.ExecuteAsync(key, Request, (_, _) => Task.FromResult(result))).Value);
        }
    }

    [Fact]
    public async Task A_missing_key_fingerprint_body_or_option_is_an_error_before_anything_is_done()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Idempotency.ExecuteAsync(default, Request, Never));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Idempotency.ExecuteAsync(_key, default, Never));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Idempotency.ExecuteAsync(_key, Request, null!));
        await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(async () => await Idempotency.ExecuteAsync(_key, Request, Never, new() { ClaimLease = TimeSpan.Zero }));
        Assert.Equal(IdempotencyState.Free, (await Store.ReadAsync(_key.Value, default)).State);

        static Task<byte[]> Never(IdempotencyClaim claim, CancellationToken ct) => throw new UnreachableException();
    }

    private async Task<(string Value, IdempotencyOutcome Outcome)> CallAsync(
        IdempotencyOptions? options = null, RequestFingerprint? request = null, TimeSpan work = default, CancellationToken cancellationToken = default)
    {
        var (value, outcome) = await Idempotency.ExecuteAsync(_key, request ?? Request, async (_, ct) =>
        {
            if (work > TimeSpan.Zero) await Task.Delay(work, ct);
            return Encoding.UTF8.GetBytes($"{Interlocked.Increment(ref _runs)}");
        }, options, cancellationToken);
        return (Encoding.UTF8.GetString(value), outcome);
    }

    private async Task WhileWorkingAsync(Func<Task> meanwhile)
    {
        var (started, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        var working = Idempotency.ExecuteAsync(_key, Request, async (_, _) =>
        {
            started.SetResult();
            await finish.Task;
            return Encoding.UTF8.GetBytes($"{Interlocked.Increment(ref _runs)}");
        }).AsTask();
        await started.Task;
        try
        {
            await meanwhile();
        }
        finally
        {
            finish.SetResult();
            await working;
        }
    }

    private static async Task<T[]> AtOnce<T>(int callers, Func<int, Task<T>> call) => await Task.WhenAll(Enumerable.Range(0, callers).Select(i => Task.Run(() => call(i))));
}
