using RateLimiter;

namespace RaceSafe.Samples.Tests.RateLimiter;

public sealed class ViolationLimiterTests
{
    private const string Client = "203.0.113.7";
    private static readonly Policy _policy = new();
    private readonly Clock _clock = new();
    private readonly ViolationLimiter _limiter;

    public ViolationLimiterTests() => _limiter = new(_policy, _clock);

    [Fact]
    public async Task A_thousand_callers_with_a_hundred_violations_each_are_a_hundred_thousand()
    {
        var limiter = new ViolationLimiter(new Policy { Threshold = int.MaxValue }, _clock);

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 100; i++) limiter.RecordViolation(Client, "malformed request");
        })));

        Assert.Equal((100_000, 100_000L), (limiter.ViolationsOf(Client), limiter.Total));
    }

    [Fact]
    public async Task Of_many_requests_at_once_exactly_as_many_pass_as_the_window_allows()
    {
        var limiter = new ViolationLimiter(new Policy { Threshold = int.MaxValue }, _clock);

        var passed = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => limiter.TryRequest(Client))));

        Assert.Equal(_policy.RequestsPerWindow, passed.Count(one => one));
    }

    [Fact]
    public void The_window_slides_what_is_older_counts_less_and_less()
    {
        for (var i = 0; i < 10; i++) Assert.True(_limiter.TryRequest(Client));
        Assert.False(_limiter.TryRequest(Client)); // the 11th

        _clock.Now += _policy.Window * 1.5;
        Assert.Equal(5.5, _limiter.RequestsOf(Client)); // half of the 11 are still in the window
        for (var i = 0; i < 4; i++) Assert.True(_limiter.TryRequest(Client));
        Assert.False(_limiter.TryRequest(Client));

        _clock.Now += _policy.Window * 2;
        Assert.Equal(0, _limiter.RequestsOf(Client));
        Assert.True(_limiter.TryRequest(Client));
    }

    [Fact]
    public void Who_reaches_the_threshold_is_blocked_until_the_time_is_over()
    {
        for (var i = 1; i < _policy.Threshold; i++) _limiter.RecordViolation(Client, "malformed request");
        Assert.False(_limiter.IsBlocked(Client));

        Assert.Equal(_policy.Threshold, _limiter.RecordViolation(Client, "malformed request"));

        Assert.True(_limiter.IsBlocked(Client));
        Assert.False(_limiter.TryRequest(Client));
        Assert.True(_limiter.TryRequest("198.51.100.9"));
        _clock.Now += _policy.BlockFor;
        Assert.False(_limiter.IsBlocked(Client));
    }

    [Fact]
    public void A_client_can_be_blocked_and_unblocked_by_hand()
    {
        _limiter.RecordViolation(Client, "malformed request");
        _limiter.Block(Client, TimeSpan.FromHours(1));
        Assert.True(_limiter.IsBlocked(Client));

        Assert.True(_limiter.Unblock(Client));

        Assert.False(_limiter.IsBlocked(Client));
        Assert.Equal(0, _limiter.ViolationsOf(Client));
        Assert.False(_limiter.Unblock(Client));
    }

    [Fact]
    public async Task The_look_alikes_need_no_cure_and_lose_nothing()
    {
        var serialized = new SerializedLimiter();
        var owner = serialized.RunAsync();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 100; i++) serialized.Post(Client);
        })));
        serialized.Complete();
        await owner;

        Assert.Equal(10_000, serialized.ViolationsOf(Client));
        Assert.Equal(10_000, ViolationReport.Summarize(Enumerable.Repeat(Client, 10_000)).Single().Value);
    }

    private sealed class Policy : IViolationPolicy
    {
        public int Threshold { get; init; } = 5;

        public TimeSpan BlockFor => TimeSpan.FromMinutes(5);

        public TimeSpan Window => TimeSpan.FromMinutes(1);

        public int RequestsPerWindow => 10;

        public int WeightOf(string reason) => 1;
    }

    private sealed class Clock : TimeProvider
    {
        // The beginning of an interval.
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
