namespace RaceSafe.Package.Tests;

/// <summary>A small class that loses updates, and what a consumer of the package must be told about it.</summary>
internal static class RacyCode
{
    /// <summary>The ids that the build reports for <see cref="Source"/>, in the order of its lines. Each has a fix.</summary>
    public static readonly string[] ExpectedIds = ["RACE1001", "RACE1010"];

    public const string Source = """
        using System.Collections.Concurrent;

        namespace Shop;

        public sealed class Statistics
        {
            private static int _total;
            private readonly ConcurrentDictionary<string, int> _hits = new();

            public static int Total => _total;

            // One page was seen.
            public void Hit(string page)
            {
                _hits[page]++;
            }

            public static void Count()
            {
                _total++;
            }
        }
        """;
}
