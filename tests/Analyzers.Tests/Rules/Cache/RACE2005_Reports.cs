using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Tests.Whole;

namespace RaceSafe.Analyzers.Tests.Rules.Cache;

/// <summary>RACE2005 reports: a counter that gets its expiry by a second command.</summary>
public sealed class RACE2005_Reports
{
    [Fact]
    public Task The_first_increment_sets_the_expiry() => CacheCode.Check("""
        public async Task<bool> AllowAsync(string key)
        {
            var count = await db.StringIncrementAsync(key);
            if (count == 1) await {|RACE2005:db.KeyExpireAsync(key, TimeSpan.FromMinutes(1))|};
            return count <= 10;
        }
        """);

    [Fact]
    public Task Every_increment_sets_the_expiry() => CacheCode.Check("""
        public long Hit(string key)
        {
            var count = db.StringIncrement(key);
            {|RACE2005:db.KeyExpire(key, TimeSpan.FromMinutes(1))|};
            return count;
        }
        """);

    [Fact]
    public Task A_pipeline_is_no_transaction() => CacheCode.Check("""
        public async Task HitAsync(string key)
        {
            var batch = db.CreateBatch();
            var counted = batch.StringIncrementAsync(key);
            var expires = {|RACE2005:batch.KeyExpireAsync(key, TimeSpan.FromMinutes(1))|};
            batch.Execute();
            await Task.WhenAll(counted, expires);
        }
        """);

    [Fact]
    public Task A_field_of_a_hash_that_expires() => CacheCode.Check("""
        public void Hit(string key, string page)
        {
            db.HashIncrement(key, page);
            {|RACE2005:db.KeyExpire(key, TimeSpan.FromDays(1))|};
        }
        """);

    [Theory]
    [InlineData("if (count == 1) ", DiagnosticSeverity.Warning)]
    [InlineData("", DiagnosticSeverity.Info)] // the next increment makes up for it
    public async Task An_expiry_that_is_set_each_time_is_a_suggestion(string condition, DiagnosticSeverity severity)
    {
        var source = $$"""
            using StackExchange.Redis;
            public class Limiter(IDatabase db)
            {
                public long Hit(string key)
                {
                    var count = db.StringIncrement(key);
                    {{condition}}db.KeyExpire(key, System.TimeSpan.FromMinutes(1));
                    return count;
                }
            }
            """;
        var found = await Findings.Of(new RaceAnalyzer(), Findings.Compile([("Limiter.cs", source)], Inputs.Everything));
        Assert.Equal(severity, Assert.Single(found, finding => finding.Id == "RACE2005").Severity);
    }
}
