namespace RaceSafe.Analyzers.Tests.Rules.Memory;

/// <summary>Programs with a static counter, by what is around it.</summary>
internal static class OneThread
{
    /// <summary>A program of two files.</summary>
    public static Code Tool(string member, string update) => Code.Files(
        ("Program.cs", $$"""
            public static class Program
            {
                public static void Main(string[] files)
                {
                    Array.ForEach(files, Totals.Add);
                }

                {{member}}
            }
            """),
        ("Totals.cs", $$"""
            public static class Totals
            {
                private static int s_words;

                public static void Add(string line) { {{update}} }
            }
            """));

    /// <summary>Sixty files, of which those given are two.</summary>
    public static Code Game(string first, string second, string others = "public class Monster{0} { public int Life { get; set; } }") => Code.Files(
        [("First.cs", first), ("Second.cs", second), .. Enumerable.Range(0, 58).Select(i => ($"Other{i}.cs", others.Replace("{0}", i.ToString())))]);
}
