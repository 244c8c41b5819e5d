namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3011_Reports
{
    [Fact]
    public Task A_row_that_was_loaded_before_the_strategy_began() => Shop.Service("""
        public async Task Vote(int id)
        {
            var option = await db.Options.SingleAsync(o => o.Id == id);
            await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                [|option.Votes++|];
                await db.SaveChangesAsync();
            });
        }
        """);

    [Fact]
    public Task A_statement_that_counts_and_is_sent_again() => Shop.Service("""
        public async Task Vote(int id)
        {
            await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
                await [|db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, o => o.Votes + 1))|]);
        }
        """);
}
