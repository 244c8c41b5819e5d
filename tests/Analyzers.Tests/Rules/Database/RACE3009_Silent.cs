namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3009_Silent
{
    [Fact]
    public Task A_conflict_that_is_caught() => Shop.Service("""
        public async Task<bool> Pay(int id, decimal amount)
        {
            var account = await db.Accounts.SingleAsync(a => a.Id == id);
            account.Balance -= amount;
            try { await db.SaveChangesAsync(); return true; }
            catch (DbUpdateConcurrencyException) { return false; }
        }
        """);

    [Fact]
    public Task A_conflict_that_a_filter_handles_for_everybody() => Shop.File("""
        public static class ConflictFilter
        {
            public static int StatusOf(Exception exception) => exception is DbUpdateConcurrencyException ? 409 : 500;
        }

        public class Service(ShopContext db)
        {
            public async Task Pay(int id, decimal amount)
            {
                var account = await db.Accounts.SingleAsync(a => a.Id == id);
                account.Balance -= amount;
                await db.SaveChangesAsync();
            }
        }
        """);

    [Fact]
    public Task An_edit_that_overwrites_under_a_token() => Shop.Service("""
        public async Task Set(int id, decimal balance)
        {
            var account = await db.Accounts.SingleAsync(a => a.Id == id);
            account.Balance = balance;
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_serializable_transaction_that_is_tried_again() => Shop.Service("""
        public async Task Vote(int id)
        {
            while (true)
            {
                try
                {
                    await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
                    var option = await db.Options.SingleAsync(o => o.Id == id);
                    option.Votes++;
                    await db.SaveChangesAsync();
                    await transaction.CommitAsync();
                    return;
                }
                catch (DbUpdateException)
                {
                    db.ChangeTracker.Clear();
                }
            }
        }
        """);

    [Theory]
    [InlineData("throw new InvalidOperationException(\"Somebody was faster.\");")]
    [InlineData("failed = true;")]
    [InlineData("await db.Entry(account).ReloadAsync();")]
    [InlineData("Report(account);")]
    public Task A_conflict_about_which_something_is_done(string handling) => Shop.Service($$"""
        private static void Report(Account account) { }

        public async Task<bool> Pay(int id, decimal amount)
        {
            var failed = false;
            var account = await db.Accounts.SingleAsync(a => a.Id == id);
            account.Balance -= amount;
            try { await db.SaveChangesAsync(); }
            catch (DbUpdateConcurrencyException) { {{handling}} }
            return !failed;
        }
        """);

    [Fact]
    public Task A_conflict_after_which_it_is_computed_again() => Shop.Service("""
        public async Task Pay(int id, decimal amount)
        {
            while (true)
            {
                var account = await db.Accounts.SingleAsync(a => a.Id == id);
                account.Balance -= amount;
                try { await db.SaveChangesAsync(); return; }
                catch (DbUpdateConcurrencyException) { db.ChangeTracker.Clear(); }
            }
        }
        """);

    [Fact]
    public Task A_conflict_that_a_loop_around_it_tries_again() => Shop.Service("""
        public async Task Pay(int id, decimal amount)
        {
            for (var attempt = 0; attempt < 3; attempt++)
            {
                db.ChangeTracker.Clear();
                var account = await db.Accounts.SingleAsync(a => a.Id == id);
                account.Balance -= amount;
                try { await db.SaveChangesAsync(); break; }
                catch (DbUpdateConcurrencyException) { }
            }
        }
        """);

    [Fact]
    public Task New_values_that_the_user_has_seen_are_written_over() => Shop.Service("""
        public async Task Pay(int id, decimal amount)
        {
            var account = await db.Accounts.SingleAsync(a => a.Id == id);
            account.Balance -= amount;
            for (var saved = false; !saved;)
            {
                try { await db.SaveChangesAsync(); saved = true; }
                catch (DbUpdateConcurrencyException conflict)
                {
                    var stored = (await conflict.Entries[0].GetDatabaseValuesAsync())!;
                    conflict.Entries[0].OriginalValues.SetValues(stored);
                    account.Balance = stored.GetValue<decimal>(nameof(Account.Balance)) - amount;
                }
            }
        }
        """);

    [Fact]
    public Task A_conflict_of_which_what_follows_knows() => Shop.Service("""
        public async Task<bool> Pay(int id, decimal amount)
        {
            var account = await db.Accounts.SingleAsync(a => a.Id == id);
            account.Balance -= amount;
            try { await db.SaveChangesAsync(); return true; }
            catch (DbUpdateConcurrencyException) { }
            return false;
        }
        """);
}
