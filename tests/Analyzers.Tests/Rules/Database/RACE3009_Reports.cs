namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3009_Reports
{
    [Fact]
    public Task A_token_whose_conflict_nobody_handles() => Shop.Service("""
        public async Task Pay(int id, decimal amount)
        {
            var account = await db.Accounts.SingleAsync(a => a.Id == id);
            [|account.Balance -= amount|];
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_token_on_the_column_itself() => Shop.Service("""
        public async Task Pay(int id, decimal amount)
        {
            var wallet = await db.Wallets.SingleAsync(w => w.Id == id);
            [|wallet.Balance -= amount|];
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_serializable_transaction_that_is_never_run_again() => Shop.Service("""
        public async Task Vote(int id)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
            var option = await db.Options.SingleAsync(o => o.Id == id);
            [|option.Votes++|];
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        """);
}
