using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RaceSafe.Runtime.Tests.Contract;

namespace RaceSafe.Runtime.Tests.Once;

/// <summary>What does not depend on the back end: JSON, registration, the local deadline, logs and counts.</summary>
public sealed partial class IdempotencyTests
{
    private readonly IdempotencyKey _key = IdempotencyKey.Create("test", Guid.NewGuid());

    [Fact]
    public async Task Results_are_kept_as_json()
    {
        var idempotency = new Idempotency(new MemoryIdempotencyStore());
        var first = await idempotency.ExecuteAsync(_key, new Order("book", 2), _ => Task.FromResult(new Receipt(7, "book")));
        var second = await idempotency.ExecuteAsync(_key, new Order("book", 2), _ => Task.FromResult(new Receipt(8, "book")));
        Assert.Equal(new IdempotentResult<Receipt>(new(7, "book"), IdempotencyOutcome.Executed), first);
        Assert.Equal(new IdempotentResult<Receipt>(new(7, "book"), IdempotencyOutcome.Replayed), second);
        Assert.Equal((false, true), (first.IsReplayed, second.IsReplayed));
        await Assert.ThrowsAsync<IdempotencyMismatchException>(async () => await idempotency.ExecuteAsync(_key, new Order("book", 3), _ => Task.FromResult(new Receipt(9, ""))));
    }

    [Fact]
    public async Task Json_needs_no_reflection_when_its_types_are_given()
    {
        var idempotency = new Idempotency(new MemoryIdempotencyStore());
        var request = RequestFingerprint.OfJson(new Order("book", 2), Json.Default.Order);
        Assert.Equal(RequestFingerprint.OfJson(new Order("book", 2)), RequestFingerprint.OfJson(new Order("book", 2), Json.Default.Order));
        for (var i = 0; i < 2; i++)
            Assert.Equal(new(7, "book"), (await idempotency.ExecuteAsync(_key, request, (_, _) => Task.FromResult(new Receipt(7 + i, "book")), Json.Default.Receipt)).Value);
    }

    [Fact]
    public async Task One_line_registers_it_with_its_options()
    {
        var services = new ServiceCollection();
        services.AddRaceSafe().UseInMemory().ConfigureIdempotency(o => o.OnDuplicate = DuplicateHandling.Reject);
        using var provider = services.BuildServiceProvider(validateScopes: true);
        var idempotency = provider.GetRequiredService<IIdempotency>();
        Assert.Equal(("memory", true), (idempotency.Backend, ReferenceEquals(idempotency, provider.GetRequiredService<IIdempotency>())));
        var held = new TaskCompletionSource();
        var first = idempotency.ExecuteAsync(_key, 1, async _ => { await held.Task; return 1; }).AsTask();
        await Assert.ThrowsAsync<IdempotencyInFlightException>(async () => await idempotency.ExecuteAsync(_key, 1, _ => Task.FromResult(2)));
        held.SetResult();
        await first;
    }

    [Theory]
    [InlineData("ResultTtl", 0, 30_000, 0)]
    [InlineData("ClaimLease", 1000, 49, 0)]
    [InlineData("ClaimLease", 1000, 86_400_001, 0)]
    [InlineData("WaitTimeout", 1000, 1000, -1)]
    public void Options_are_checked_at_start_and_the_property_is_named(string property, double ttl, double lease, double wait)
    {
        var services = new ServiceCollection();
        services.AddRaceSafe().UseInMemory().ConfigureIdempotency(o => (o.ResultTtl, o.ClaimLease, o.WaitTimeout) =
            (TimeSpan.FromMilliseconds(ttl), TimeSpan.FromMilliseconds(lease), TimeSpan.FromMilliseconds(wait)));
        using var provider = services.BuildServiceProvider();
        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
        Assert.StartsWith(property, Assert.Single(error.Failures));
    }

    [Fact]
    public async Task Every_outcome_is_counted_and_the_rare_ones_are_logged()
    {
        using var measured = new Measurements();
        var group = $"{_key.Value}"; // of this test only: others count at the same time
        RaceSafeTelemetry.KeyGroup = key => key == group ? "mine" : null;
        try
        {
            var log = new EventLog();
            var store = new MemoryIdempotencyStore();
            var idempotency = new Idempotency(store, new() { ClaimLease = TimeSpan.FromMilliseconds(60), OnDuplicate = DuplicateHandling.Reject }, logger: log);
            var request = RequestFingerprint.OfParts(1);
            Task<byte[]> Work(IdempotencyClaim claim, CancellationToken ct) => Task.FromResult<byte[]>([1]);

            await Assert.ThrowsAsync<InvalidDataException>(async () => await idempotency.ExecuteAsync(_key, request, (_, _) => throw new InvalidDataException()));
            await store.TryClaimAsync(new(_key.Value, "dead", 0), request, TimeSpan.FromMilliseconds(200), default);
            await Assert.ThrowsAsync<IdempotencyInFlightException>(async () => await idempotency.ExecuteAsync(_key, request, Work));
            await Task.Delay(250);
            await idempotency.ExecuteAsync(_key, request, Work);
            await idempotency.ExecuteAsync(_key, request, Work);
            await Assert.ThrowsAsync<IdempotencyMismatchException>(async () => await idempotency.ExecuteAsync(_key, RequestFingerprint.OfParts(2), Work));

            Assert.Equal(["failed", "in_flight", "mismatch", "replayed", "taken_over"],
                measured.Of("racesafe.idempotency.requests", ("racesafe.key_group", "mine")).Select(m => (string)m.Tags["racesafe.outcome"]!).Order());
            Assert.Equal([(13, "IdempotencyTakenOver"), (14, "IdempotencyMismatch")], log.Events);
        }
        finally
        {
            RaceSafeTelemetry.KeyGroup = null;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Work_is_told_when_its_claim_is_lost_to_another(bool loggerFails)
    {
        var store = new MemoryIdempotencyStore();
        var lease = TimeSpan.FromMilliseconds(300);
        await Assert.ThrowsAsync<IdempotencyClaimLostException>(async () => await new Idempotency(store, new() { ClaimLease = lease }, logger: loggerFails ? new FailingLogger() : null).ExecuteAsync(
            _key, RequestFingerprint.OfParts(), async (claim, ct) =>
            {
                await store.AbandonAsync(claim, default); // as if the store had lost it
                await Task.Delay(TimeSpan.FromSeconds(20), ct);
                return [];
            }));
    }

    internal sealed record Order(string Article, int Count);

    internal sealed record Receipt(int Number, string Article);

    [JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Order))]
    [JsonSerializable(typeof(Receipt))]
    private sealed partial class Json : JsonSerializerContext;
}
