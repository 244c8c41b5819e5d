namespace RaceSafe.CodeFixes.Tests.Memory;

/// <summary>The runtime counts. That it is right is shown in Execution/.</summary>
public class UseRuntimeIncrementTests
{
    [Fact]
    public Task The_runtime_counts_in_one_call() => CounterSource.Fix(
        "{|RACE1001:_hits[key] = _hits.GetValueOrDefault(key) + n|};", "_hits.Increment(key, n);", "UseRuntimeIncrement", Sources.WithRuntime, "using RaceSafe;\n");
}
