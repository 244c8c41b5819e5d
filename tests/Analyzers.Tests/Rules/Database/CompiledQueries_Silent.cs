namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Compiled queries that nothing racy comes of.</summary>
public class CompiledQueries_Silent
{
    [Fact]
    public Task Rows_that_are_not_tracked() => Shop.Service("""
        private static readonly Func<ShopContext, int, Task<Option?>> s_byId = EF.CompileAsyncQuery((ShopContext context, int id) => context.Options.AsNoTracking().FirstOrDefault(o => o.Id == id));

        public async Task<int> Votes(int id)
        {
            var option = await s_byId(db, id);
            if (option is null) return 0;
            option.Votes++;
            await db.SaveChangesAsync();
            return option.Votes;
        }
        """);

    [Fact]
    public Task A_value_that_does_not_depend_on_the_row() => Shop.Service("""
        private static readonly Func<ShopContext, int, Task<Option>> s_byId = EF.CompileAsyncQuery((ShopContext context, int id) => context.Options.Single(o => o.Id == id));

        public async Task Rename(int id, string name)
        {
            var option = await s_byId(db, id);
            option.Name = name;
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task Another_table_than_the_one_that_is_asked() => Shop.Service("""
        private static readonly Func<ShopContext, string, Task<bool>> s_exists = EF.CompileAsyncQuery((ShopContext context, string name) => context.Tags.Any(t => t.Name == name));

        public async Task Register(string phone)
        {
            if (await s_exists(db, phone)) return;
            db.Customers.Add(new Customer { Phone = phone });
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_delegate_that_can_be_exchanged_may_do_anything() => Shop.Service("""
        public static Func<ShopContext, int, Task<Option>> ById = EF.CompileAsyncQuery((ShopContext context, int id) => context.Options.Single(o => o.Id == id));

        public async Task Vote(int id)
        {
            var option = await ById(db, id);
            option.Votes++;
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_row_with_a_token_whose_conflict_is_tried_again() => Shop.Service("""
        private static readonly Func<ShopContext, int, Task<Account>> s_byId = EF.CompileAsyncQuery((ShopContext context, int id) => context.Accounts.Single(a => a.Id == id));

        public async Task Deposit(int id, decimal amount)
        {
            while (true)
            {
                try
                {
                    var account = await s_byId(db, id);
                    account.Balance += amount;
                    await db.SaveChangesAsync();
                    return;
                }
                catch (DbUpdateConcurrencyException)
                {
                    db.ChangeTracker.Clear();
                }
            }
        }
        """);

    [Fact]
    public Task A_held_lambda_that_asks_no_store() => Shop.Service("""
        private static readonly Func<Option, int> s_next = option => option.Votes + 1;

        public async Task<int> Vote(int id)
        {
            var option = await db.Options.AsNoTracking().SingleAsync(o => o.Id == id);
            return s_next(option);
        }
        """);
}
