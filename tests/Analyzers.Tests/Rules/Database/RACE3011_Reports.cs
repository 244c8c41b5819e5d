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
}
