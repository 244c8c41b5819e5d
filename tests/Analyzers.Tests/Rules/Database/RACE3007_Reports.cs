namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3007_Reports
{
    [Theory]
    [InlineData("await using var transaction = await db.Database.BeginTransactionAsync();")]
    [InlineData("await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted);")]
    public Task The_default_isolation_lets_both_through(string begin) => Shop.Service($$"""
        public async Task Vote(int id)
        {
            {{begin}}
            var option = await db.Options.SingleAsync(o => o.Id == id);
            [|option.Votes++|];
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        """);

    [Fact]
    public Task Instead_of_the_rule_for_limits() => Shop.Service("""
        public async Task Register(int id)
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            if (await db.Registrations.CountAsync(r => r.EventId == id) >= 100) return;
            {|RACE3007:db.Registrations.Add(new Registration { EventId = id })|};
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        """);

    [Theory]
    [InlineData("")]
    [InlineData("System.Data.IsolationLevel.Serializable")]
    public Task A_transaction_that_begins_after_the_read(string isolation) => Shop.Service($$"""
        public async Task Vote(int id)
        {
            var option = await db.Options.SingleAsync(o => o.Id == id);
            await using var transaction = await db.Database.BeginTransactionAsync({{isolation}});
            [|option.Votes++|];
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        """);
}
