namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>Get, add and Set on a memory cache become the runtime's Increment.</summary>
public sealed class UseCacheIncrementTests
{
    [Fact]
    public Task A_number_is_added() => RedisFixCode.Becomes(
        """
        void Hit(string ip)
        {
            var hits = memory.Get<int>(ip);
            {|RACE2001:memory.Set(ip, hits + 1)|};
        }
        """,
        """
        void Hit(string ip)
        {
            memory.Increment(ip, 1);
        }
        """, usings: "using RaceSafe;\n");

    [Fact]
    public Task A_time_to_live_is_not_lost() => RedisFixCode.Stays("""
        void Hit(string ip)
        {
            var hits = memory.Get<int>(ip);
            {|RACE2001:memory.Set(ip, hits + 1, TimeSpan.FromMinutes(1))|};
        }
        """);
}
