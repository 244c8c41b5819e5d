namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Work that is handed, as a lambda, to a method of the user's own that does not protect it.</summary>
public class Runners_Reports
{
    [Theory]
    [InlineData("RACE3001", "return await work(db);")]
    [InlineData("RACE3007", "await using var t = await db.Database.BeginTransactionAsync(); var done = await work(db); await t.CommitAsync(); return done;")]
    public Task Nothing_or_a_transaction_at_the_default_isolation(string id, string run) => Shop.File($$"""
        public class Runner(ShopContext db)
        {
            public async Task<T> RunAsync<T>(Func<ShopContext, Task<T>> work) { {{run}} }
        }
        public class Service(Runner runner)
        {
            public Task<int> Vote(int id) => runner.RunAsync(async db =>
            {
                var option = await db.Options.SingleAsync(o => o.Id == id);
                {|{{id}}:option.Votes++|};
                await db.SaveChangesAsync();
                return option.Votes;
            });
        }
        """);
}
