using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Memory;

/// <summary>A factory runs once. That it is right is shown in Execution/.</summary>
public class UseGetOrCreateOnceTests
{
    [Fact]
    public Task A_factory_runs_once_with_the_runtime() => ResourceSource.Fix(
        "{|RACE1004:_streams.GetOrAdd(key, k => new FileStream(k, FileMode.Open))|}.Flush();",
        "_streams.GetOrCreateOnce(key, k => new FileStream(k, FileMode.Open)).Flush();",
        Sources.WithRuntime,
        "using RaceSafe;\n");

    [Fact]
    public Task Without_the_runtime_a_factory_has_no_fix() => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(ResourceSource.Source(
        "{|RACE1004:_streams.GetOrAdd(key, k => new FileStream(k, FileMode.Open))|}.Flush();"));
}
