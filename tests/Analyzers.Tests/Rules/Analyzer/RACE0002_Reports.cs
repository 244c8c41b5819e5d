namespace RaceSafe.Analyzers.Tests.Rules.Analyzer;

/// <summary>With racesafe.trace the reasons for silence are told.</summary>
public class RACE0002_Reports
{
    internal static Setup Trace { get; } = new() { EditorConfig = "[*.cs]\nracesafe.trace = true" };

    internal const string Locked = """
        public static class Ids
        {
            private static readonly object s_gate = new();
            private static int s_last;

            public static int Next()
            {
                lock (s_gate)
                {
                    return {|#0:++s_last|};
                }
            }
        }
        """;

    [Fact]
    public Task The_guard() => Verify.Analyzer<RaceAnalyzer>(
        Locked, Trace with { Expected = [new Expected("RACE0002").At(0)] });
}
