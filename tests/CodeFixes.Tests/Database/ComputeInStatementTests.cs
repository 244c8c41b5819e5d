namespace RaceSafe.CodeFixes.Tests.Database;

/// <summary>The sum moves into the statement.</summary>
public sealed class ComputeInStatementTests
{
    [Fact]
    public Task A_value_that_nobody_needs_goes() => RowFixCode.Becomes(
        """
        public async Task VoteAsync(int id, int by)
        {
            // how many
            var votes = await db.Options.Where(o => o.Id == id).Select(o => o.Votes).FirstOrDefaultAsync();
            await {|RACE3008:db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, votes + by))|};
        }
        """,
        """
        public async Task VoteAsync(int id, int by)
        {
            // how many
            await db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, o => o.Votes + by));
        }
        """);

    [Fact]
    public Task A_missing_row_throws_as_before() => RowFixCode.Becomes(
        """
        public async Task VoteAsync(int id)
        {
            var votes = await db.Options.Where(o => o.Id == id).Select(o => o.Votes).SingleAsync();
            await {|RACE3008:db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, votes + 1))|};
        }
        """,
        """
        public async Task VoteAsync(int id)
        {
            if (await db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, o => o.Votes + 1)) == 0)
                throw new InvalidOperationException("Sequence contains no elements.");
        }
        """);

    [Fact]
    public Task A_row_that_is_needed_for_more_stays() => RowFixCode.Becomes(
        """
        public async Task<string> VoteAsync(int id)
        {
            var option = await db.Options.AsNoTracking().SingleAsync(o => o.Id == id);
            await {|RACE3008:db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, option.Votes + 1))|};
            return option.Name;
        }
        """,
        """
        public async Task<string> VoteAsync(int id)
        {
            var option = await db.Options.AsNoTracking().SingleAsync(o => o.Id == id);
            await db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, o => o.Votes + 1));
            return option.Name;
        }
        """);
}
