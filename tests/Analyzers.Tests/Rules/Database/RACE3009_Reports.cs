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

    [Theory]
    [InlineData("")]
    [InlineData("log.LogWarning(\"conflict\");")]
    public Task A_conflict_that_is_caught_and_dropped(string handling) => Shop.Service($$"""
        private readonly Log log = new();
        public class Log { public void LogWarning(string text) { } }

        public async Task Pay(int id, decimal amount)
        {
            var account = await db.Accounts.SingleAsync(a => a.Id == id);
            [|account.Balance -= amount|];
            try { await db.SaveChangesAsync(); }
            catch (DbUpdateConcurrencyException) { {{handling}} }
        }
        """);

    [Fact]
    public Task A_stale_value_that_is_written_over_the_new_one() => Shop.Service("""
        public async Task Pay(int id, decimal amount)
        {
            var account = await db.Accounts.SingleAsync(a => a.Id == id);
            [|account.Balance -= amount|];
            for (var saved = false; !saved;)
            {
                try { await db.SaveChangesAsync(); saved = true; }
                catch (DbUpdateConcurrencyException conflict)
                {
                    foreach (var entry in conflict.Entries) entry.OriginalValues.SetValues((await entry.GetDatabaseValuesAsync())!);
                }
            }
        }
        """);

    [Fact]
    public Task A_serializable_transaction_that_is_rolled_back_and_left() => Shop.Service("""
        public async Task Vote(int id)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
            try
            {
                var option = await db.Options.SingleAsync(o => o.Id == id);
                [|option.Votes++|];
                await db.SaveChangesAsync();
                await transaction.CommitAsync();
            }
            catch (Exception)
            {
                await transaction.RollbackAsync();
                throw;
            }
        }
        """);
}
