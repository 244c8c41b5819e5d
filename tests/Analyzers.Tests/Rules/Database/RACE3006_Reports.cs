namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3006_Reports
{
    [Theory]
    [InlineData("var number = await db.Orders.MaxAsync(o => o.Number) + 1;")]
    [InlineData("var last = await db.Orders.MaxAsync(o => o.Number); var number = last + 1;")]
    [InlineData("var number = await db.Orders.CountAsync() + 1;")]
    [InlineData("var number = (db.Orders.Max(o => (int?)o.Number) ?? 0) + 1;")]
    public Task A_number_after_the_last(string number) => Shop.Service($$"""
        public async Task Create()
        {
            {{number}}
            [|db.Orders.Add(new Order { Number = number })|];
            await db.SaveChangesAsync();
        }
        """);

    [Theory]
    [InlineData("var order = new Numbered(await db.All.CountAsync() + 1);")]
    [InlineData("var order = new Numbered(await Next());")]
    public Task A_number_that_the_row_is_handed(string number) => Shop.File($$"""
        public class Numbered
        {
            public Numbered(int number) { Number = number; }
            public int Id { get; set; }
            public int Number { get; private set; }
            public void Take(int number) { Number = number; }
        }
        public class Numbers : DbContext { public DbSet<Numbered> All => Set<Numbered>(); }
        public class Service(Numbers db)
        {
            private async Task<int> Next() => await db.All.CountAsync() + 1;

            public async Task Add()
            {
                {{number}}
                [|db.All.Add(order)|];
                await db.SaveChangesAsync();
            }
        }
        """);

    [Fact]
    public Task A_number_that_a_new_row_is_told() => Shop.File("""
        public class Bill
        {
            public int Id { get; set; }
            public int Number { get; private set; }
            public static Bill Draft() => new();
            public void Assign(int number) { Number = number; }
        }
        public class Bills : DbContext { public DbSet<Bill> All => Set<Bill>(); }
        public class Service(Bills db)
        {
            private async Task<int> Next()
            {
                var newest = await db.All.OrderByDescending(b => b.Number).FirstOrDefaultAsync();
                return newest is null ? 1 : newest.Number + 1;
            }

            public async Task Add()
            {
                var bill = Bill.Draft();
                bill.Assign(await Next());
                [|db.Add(bill)|];
                await db.SaveChangesAsync();
            }
        }
        """);
}
