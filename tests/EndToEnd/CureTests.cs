namespace RaceSafe.EndToEnd.Tests;

/// <summary>
/// The proof of the whole: the Before of each sample loses data; our packages say where; nothing but our own fixes is applied; then it
/// builds without a warning and loses nothing under the same load. A race that has no mechanical cure is left, announced, and After is right.
/// </summary>
public sealed class CureTests(CureTests.BuiltPackages packages) : IClassFixture<CureTests.BuiltPackages>
{
    public static TheoryData<string> Samples => [.. SampleCopy.All];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Before_is_warned_about_at_the_marked_lines_only_and_cured_by_our_fixes_alone(string name)
    {
        var sample = SampleCopy.Create(packages.Feed, name);

        var announced = sample.Announced();
        var found = await sample.BuildAsync(CancellationToken.None);
        Assert.NotEmpty(announced);
        Assert.Equal(announced.Select(one => $"{one.File}({one.Line}): {one.Id}"), found.Select(finding => $"{finding.File}({finding.Line}): {finding.Id}"));
        var before = await sample.RunAsync(CancellationToken.None);
        Assert.NotEqual(0, before.Lost);

        await sample.CureAsync(CancellationToken.None);

        // What is left is what the sources say must be cured by hand, and why; After shows how.
        var byHand = announced.Where(one => one.ByHand is not null).ToList();
        Assert.Equal(byHand.Select(one => $"{one.File}: {one.Id}"), (await sample.BuildAsync(CancellationToken.None)).Select(finding => $"{finding.File}: {finding.Id}"));
        if (byHand.Count > 0) return;
        var after = await sample.RunAsync(CancellationToken.None);
        Assert.Equal((before.Operations, 0), (after.Operations, after.Lost));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task After_is_silent_and_loses_nothing(string name)
    {
        var sample = SampleCopy.Create(packages.Feed, name, "After");

        Assert.Empty(await sample.BuildAsync(CancellationToken.None));
        Assert.Equal(0, (await sample.RunAsync(CancellationToken.None)).Lost);
    }

    /// <summary>The packages of this checkout, packed once.</summary>
    public sealed class BuiltPackages : IAsyncLifetime
    {
        public LocalFeed Feed { get; private set; } = null!;

        public async Task InitializeAsync() => Feed = await LocalFeed.PackBuiltAsync();

        public Task DisposeAsync()
        {
            Feed.Dispose();
            return Task.CompletedTask;
        }
    }
}
