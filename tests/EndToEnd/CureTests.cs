namespace RaceSafe.EndToEnd.Tests;

/// <summary>
/// The proof of the whole: the Before of each sample loses data; our packages say where; nothing but our own fixes is applied; then it
/// builds without a warning and loses nothing under the same load.
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
        Assert.Equal(announced, found.Select(finding => $"{finding.File}({finding.Line}): {finding.Id}").Order(StringComparer.Ordinal));
        var before = await sample.RunAsync(CancellationToken.None);
        Assert.True(before.Lost > before.Operations / 2, $"Before lost only {before.Lost} of {before.Operations}.");

        await sample.CureAsync(CancellationToken.None);

        Assert.Empty(await sample.BuildAsync(CancellationToken.None));
        var after = await sample.RunAsync(CancellationToken.None);
        Assert.Equal(0, after.Lost);
        Assert.Equal(before.Operations, after.Operations);
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
