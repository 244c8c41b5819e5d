namespace RaceSafe.Analyzers.Tests.Rules.Analyzer;

/// <summary>Nothing is traced unless asked for, and what is reported needs no trace.</summary>
public class RACE0002_Silent
{
    [Fact]
    public Task Without_the_option() => Verify.Analyzer<RaceAnalyzer>(RACE0002_Reports.Locked);

    [Fact]
    public Task A_race_that_is_reported() => Verify.Analyzer<RaceAnalyzer>(
        """
        public static class Ids
        {
            private static int s_last;

            public static int Next() => {|RACE1010:++s_last|};
        }
        """,
        RACE0002_Reports.Trace);
}
