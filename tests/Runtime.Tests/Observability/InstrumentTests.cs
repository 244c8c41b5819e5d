using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using RaceSafe.Runtime.Tests.Contract;

namespace RaceSafe.Runtime.Tests.Observability;

public sealed partial class InstrumentTests
{
    [Fact]
    public void The_page_of_observability_lists_every_instrument_with_its_unit_and_no_other()
    {
        Instruments.LockTaken("listed"); // the class is initialized, so the instruments are published
        using var measured = new Measurements();
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "observability.md"));
        var listed = Row().Matches(page).ToDictionary(row => row.Groups[1].Value, row => (string?)row.Groups[2].Value);
        Assert.Equal(measured.Instruments.OrderBy(i => i.Key), listed.OrderBy(i => i.Key));
    }

    [Fact]
    public void The_instruments_of_locks_take_what_the_lock_providers_tell_them()
    {
        using var measured = new Measurements();
        Instruments.LockAsked("lock test", "acquired", TimeSpan.FromMilliseconds(20), "job:5");
        Instruments.LockTaken("lock test");
        Instruments.LockRenewed("lock test", "renewed");
        Instruments.LockLost("lock test", "deadline");
        Instruments.LockGiven("lock test", TimeSpan.FromSeconds(2), "job:5");
        var mine = measured.All.Where(m => Equals(m.Tags["racesafe.backend"], "lock test")).Select(m => (m.Instrument, m.Value)).Order().ToArray();
        Assert.Equal(
        [
            ("racesafe.lock.acquire.duration", 0.02), ("racesafe.lock.active", -1), ("racesafe.lock.active", 1), ("racesafe.lock.held.duration", 2),
            ("racesafe.lock.lost", 1), ("racesafe.lock.renewals", 1),
        ], mine);
        Assert.DoesNotContain(measured.All.SelectMany(m => m.Tags.Values), value => value is string text && text.Contains("job:5"));
    }

    [Fact]
    public async Task Retries_and_unknown_outcomes_are_counted_with_their_reason()
    {
        using var measured = new Measurements();
        var attempts = 0;
        var executor = new RetryExecutor("retry test", RetryPolicy.Default, failure => failure is TimeoutException ? FailureClass.Unknown : FailureClass.NotApplied);
        await executor.RunAsync(0, (_, _) => ++attempts switch
        {
            1 => throw new IOException(),
            2 => throw new TimeoutException(),
            _ => new ValueTask<int>(5),
        }, repeatable: true);
        var unknown = await Assert.ThrowsAsync<OutcomeUnknownException>(async () => await executor.RunAsync<int, int>(
            0, (_, _) => throw new TimeoutException(), repeatable: false, confirm: (_, _) => new(Confirmation.Applied)));
        await unknown.ConfirmAsync();
        Assert.Single(measured.Of("racesafe.retries", ("racesafe.backend", "retry test"), ("racesafe.reason", "not_applied")));
        Assert.Single(measured.Of("racesafe.retries", ("racesafe.backend", "retry test"), ("racesafe.reason", "unknown")));
        foreach (var resolution in new[] { "retried", "thrown", "applied" })
            Assert.Single(measured.Of("racesafe.outcome.unknown", ("racesafe.backend", "retry test"), ("racesafe.resolution", resolution)));
    }

    [Fact]
    public void The_page_of_observability_lists_every_log_event_with_its_level()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "observability.md"));
        var events = typeof(Instruments).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>().ToList();
        Assert.True(events.Count >= 14, $"{events.Count} events");
        Assert.Equal(events.Count, events.DistinctBy(e => e.EventId).Count());
        Assert.All(events, e => Assert.Contains($"| {e.EventId} | {e.EventName} | {e.Level} |", page));
    }

    [Fact]
    public async Task Contention_is_counted()
    {
        using var measured = new Measurements();
        var store = new MemoryAtomicStore();
        await store.UpdateAsync("k", current =>
        {
            if (current is null) store.SetAsync("k", [1]).AsTask().Wait(); // somebody gets in between, once
            return [2];
        });
        Assert.NotEmpty(measured.Of("racesafe.retries", ("racesafe.backend", "memory"), ("racesafe.reason", "contention")));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Directory.Packages.props"))) folder = folder.Parent;
        return folder.FullName;
    }

    [GeneratedRegex(@"^\| `(racesafe\.[a-z.]+)` \| [a-z]+ \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
