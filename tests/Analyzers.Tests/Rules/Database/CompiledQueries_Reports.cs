namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Queries that <c>EF.CompileAsyncQuery</c> makes once, held in a static member.</summary>
public class CompiledQueries_Reports
{
    [Fact]
    public Task A_row_that_a_compiled_query_gives_out_is_tracked() => Shop.Service("""
        private static readonly Func<ShopContext, int, Task<Option?>> s_byId = EF.CompileAsyncQuery((ShopContext context, int id) => context.Options.FirstOrDefault(o => o.Id == id));

        public async Task<bool> Vote(int id)
        {
            var option = await s_byId(db, id);
            if (option is null) return false;
            [|option.Votes++|];
            await db.SaveChangesAsync();
            return true;
        }
        """);

    [Fact]
    public Task A_compiled_query_of_another_class_in_a_property() => Shop.File("""
        public static class Queries
        {
            public static Func<ShopContext, int, Order> ById { get; } = EF.CompileQuery((ShopContext context, int id) => context.Orders.Include(o => o.Lines).Single(o => o.Id == id));
        }

        public class Service(ShopContext db)
        {
            public void Pay(int id)
            {
                var order = Queries.ById(db, id);
                if (order.Status != Status.Pending) throw new InvalidOperationException();
                {|RACE3004:order.Status = Status.Paid|};
                db.SaveChanges();
            }
        }
        """);

    [Fact]
    public Task Existence_asked_by_a_compiled_query() => Shop.Service("""
        private static readonly Func<ShopContext, string, Task<bool>> s_exists = EF.CompileAsyncQuery((ShopContext context, string phone) => context.Customers.Any(c => c.Phone == phone));

        public async Task Register(string phone)
        {
            if (await s_exists(db, phone)) return;
            {|RACE3002:db.Customers.Add(new Customer { Phone = phone })|};
            await db.SaveChangesAsync();
        }
        """);
}
