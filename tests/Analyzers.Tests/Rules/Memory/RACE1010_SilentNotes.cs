namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>The author has said beside it that a lost update does not matter, or that callers come one at a time.</summary>
public class RACE1010_SilentNotes
{
    [Theory]
    [InlineData("// approximate: a lost increment only makes a sample rarer\n    private static int s_n; public static void Add() => s_n++;")]
    [InlineData("private static int s_n; // a benign race: it is only a statistic\n    public static void Add() => s_n++;")]
    [InlineData("private static int s_n;\n    /// <summary>Adds one. Not thread-safe.</summary>\n    public static void Add() => s_n++;")]
    [InlineData("private static int s_n;\n    // This method is always called in a single-threaded environment.\n    public static void Add() => s_n++;")]
    [InlineData("private static int s_n;\n    public static void Add()\n    {\n        // benign race\n        s_n++;\n    }")]
    public Task A_comment_says_so(string members) => Verify.Analyzer<RaceAnalyzer>(In(members));

    [Theory]
    [InlineData("// counts approvals\n    private static int s_n; public static void Add() => {|RACE1010:s_n++|};")]
    [InlineData("private static int s_n;\n    // TODO: not thread-safe\n    public static void Add() => {|RACE1010:s_n++|};")]
    [InlineData("private static int s_n;\n    // not thread-safe: two requests can be here at once\n    public static void Add() => {|RACE1010:s_n++|};")]
    [InlineData("private static int s_n; // racy\n    public static void Add() => {|RACE1010:s_n++|}; // lost update")]
    [InlineData("private static int s_n;\n    // approximate\n    public static int Guess() => s_n; public static void Add() => {|RACE1010:s_n++|};")]
    public Task But_not_a_comment_on_something_else_or_a_note_to_mend_it(string members) => Verify.Analyzer<RaceAnalyzer>(In(members));

    private static string In(string members) => $$"""
        public static class Statistics
        {
            {{members}}
        }
        """;
}
