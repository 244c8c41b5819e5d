namespace RaceSafe.CodeFixes.Tests.Memory;

/// <summary>The runtime updates. That it is right is shown in Execution/.</summary>
public class UseRuntimeUpdateTests
{
    [Fact]
    public Task The_runtime_updates_in_one_call() => CounterSource.Fix(
        "{|RACE1001:_hits[key] -= n|};", "_hits.Update(key, current => current - n);", "UseRuntimeUpdate", Sources.WithRuntime, "using RaceSafe;\n");
}
