namespace RaceSafe.Analyzers.Tests.Whole;

/// <summary>Of more reads than can be told apart in one method, those are judged that come first.</summary>
public class ManyReadsTests
{
    private static readonly string s_many = string.Join("\n", Enumerable.Range(0, 90).Select(i => $"        total += cache.Get<int>(\"k{i}\");"));

    [Fact(Timeout = 60_000)]
    public Task A_race_before_them_is_found() => Verify.Analyzer<RaceAnalyzer>($$"""
        using Microsoft.Extensions.Caching.Memory;

        public class Counter(IMemoryCache cache)
        {
            public int Count()
            {
                var total = cache.Get<int>("votes");
                {|RACE2001:cache.Set("votes", total + 1)|};
        {{s_many}}
                return total;
            }
        }
        """, new() { References = ["Caching"] });

    [Fact(Timeout = 60_000)]
    public Task A_race_behind_them_is_not_known() => Verify.Analyzer<RaceAnalyzer>($$"""
        using Microsoft.Extensions.Caching.Memory;

        public class Counter(IMemoryCache cache)
        {
            public int Count()
            {
                var total = 0;
        {{s_many}}
                var votes = cache.Get<int>("votes");
                cache.Set("votes", votes + 1);
                cache.Remove("k89");
                return total;
            }
        }
        """, new() { References = ["Caching"] });
}
