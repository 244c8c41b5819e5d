namespace RaceSafe.CodeFixes.Tests.Database;

/// <summary>Whoever is refused loads again and computes again.</summary>
public sealed class RetryOnConflictTests
{
    [Fact]
    public Task A_sum_under_a_token() => RowFixCode.Becomes(
        """
        public async Task PayAsync(int id, int amount)
        {
            // one account
            var account = await db.Accounts.SingleAsync(a => a.Id == id);
            {|RACE3009:account.Balance -= amount|};
            await db.SaveChangesAsync();
        }
        """,
        """
        public async Task PayAsync(int id, int amount)
        {
            // one account
            while (true)
            {
                var account = await db.Accounts.SingleAsync(a => a.Id == id);
                account.Balance -= amount;
                try
                {
                    await db.SaveChangesAsync();
                }
                catch (DbUpdateConcurrencyException)
                {
                    db.ChangeTracker.Clear();
                    continue;
                }

                break;
            }
        }
        """);

    [Fact]
    public Task What_is_answered_and_added_with_it() => RowFixCode.Becomes(
        """
        public async Task<int> PayAsync(int id, int amount)
        {
            var account = await db.Accounts.FirstOrDefaultAsync(a => a.Id == id);
            if (account is null) return -1;
            {|RACE3009:account.Balance -= amount|};
            db.Payments.Add(new Payment { OrderId = id });
            await db.SaveChangesAsync();
            return account.Balance;
        }
        """,
        """
        public async Task<int> PayAsync(int id, int amount)
        {
            while (true)
            {
                var account = await db.Accounts.FirstOrDefaultAsync(a => a.Id == id);
                if (account is null) return -1;
                account.Balance -= amount;
                db.Payments.Add(new Payment { OrderId = id });
                try
                {
                    await db.SaveChangesAsync();
                }
                catch (DbUpdateConcurrencyException)
                {
                    db.ChangeTracker.Clear();
                    continue;
                }

                return account.Balance;
            }
        }
        """);

    [Theory]
    [InlineData("db.Payments.Add(new Payment { OrderId = id }); var account = await db.Accounts.SingleAsync(a => a.Id == id); {|RACE3009:account.Balance -= amount|}; await db.SaveChangesAsync();")] // would be forgotten
    [InlineData("var account = await db.Accounts.SingleAsync(a => a.Id == id); {|RACE3009:account.Balance -= amount|}; sent(id); await db.SaveChangesAsync();")] // would be sent twice
    [InlineData("var account = await db.Accounts.SingleAsync(a => a.Id == id); {|RACE3009:account.Balance -= amount|}; await db.SaveChangesAsync(); db.Payments.Add(new Payment { OrderId = id }); await db.SaveChangesAsync();")] // two saves
    public Task It_is_not_offered_where_a_second_run_would_show(string body) => RowFixCode.Stays($$"""
        public async Task PayAsync(int id, int amount, Action<int> sent)
        {
            {{body}}
        }
        """);
}
