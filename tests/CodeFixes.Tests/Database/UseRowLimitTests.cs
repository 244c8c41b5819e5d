namespace RaceSafe.CodeFixes.Tests.Database;

/// <summary>A limit that is kept by the increment itself, with the new value in the loaded row.</summary>
public sealed class UseRowLimitTests
{
    [Theory]
    [InlineData("if (show.Taken >= show.Capacity) return null;", "{|RACE3001:show.Taken++|};", "e => e.Taken, 1, max: e => e.Capacity", "")]
    [InlineData("if (show.Taken + n > 100) return null;", "{|RACE3001:show.Taken += n|};", "e => e.Taken, n, max: 100", "")]
    [InlineData("if (show.Taken < n) return null;", "{|RACE3001:show.Taken -= n|};", "e => e.Taken, -n, min: 0", "")]
    [InlineData("if (!show.Open) return null;\n    if (show.Taken < n) return null;", "{|RACE3001:show.Taken -= n|};", "e => e.Taken, -n, min: 0", " && e.Open")]
    public Task The_limit_moves_into_the_increment(string check, string change, string arguments, string condition) => RowFixCode.Becomes(
        $$"""
        public async Task<int?> TakeAsync(int id, int n)
        {
            var show = await db.Events.SingleAsync(e => e.Id == id);
            {{check}}
            {{change}}
            await db.SaveChangesAsync();
            return show.Taken;
        }
        """,
        $$"""
        public async Task<int?> TakeAsync(int id, int n)
        {
            var show = await db.Events.SingleAsync(e => e.Id == id);
            {{check}}
            if ((await db.Events.Where(e => e.Id == id{{condition}}).TryIncrementAsync({{arguments}})).IsRefused) return null;
            return show.Taken;
        }
        """, RowFixCode.WithRuntime, "using RaceSafe;\n");

    [Theory]
    [InlineData("if (show.Taken >= 100 - n) return null; {|RACE3001:show.Taken += n|};")] // not the limit of the sum
    [InlineData("if (show.Taken * 2 > show.Capacity) return null; {|RACE3001:show.Taken++|};")]
    [InlineData("if (show.Taken >= Limit()) return null; {|RACE3001:show.Taken++|};")]
    public Task Is_not_offered_for_what_is_no_limit_of_the_sum(string body) => RowFixCode.Stays(
        $$"""
        public async Task<int?> TakeAsync(int id, int n) { var show = await db.Events.SingleAsync(e => e.Id == id); {{body}} await db.SaveChangesAsync(); return show.Taken; }
        private static int Limit() => 3;
        {{RowFixCode.WeakCaller("TakeAsync(1, 2)")}}
        """);
}
