namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3006_Silent
{
    [Fact]
    public Task A_maximum_that_is_copied() => Shop.Service("""
        public async Task Create()
        {
            var number = await db.Orders.MaxAsync(o => o.Number);
            db.Orders.Add(new Order { Number = number });
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_number_that_goes_nowhere_near_the_row() => Shop.Service("""
        public async Task<int> Create()
        {
            var position = await db.Orders.CountAsync() + 1;
            db.Orders.Add(new Order());
            await db.SaveChangesAsync();
            return position;
        }
        """);

    [Theory]
    [InlineData("var number = await db.Orders.CountAsync(); Console.WriteLine(number + 1);")]
    [InlineData("var number = 1; foreach (var order in await db.Orders.ToListAsync()) Console.WriteLine(number++);")]
    [InlineData("var number = await db.Options.MaxAsync(o => o.Votes) + 1;")] // of another table
    [InlineData("var number = (int)(await db.Database.SqlQueryRaw<long>(\"SELECT nextval('numbers') AS \\\"Value\\\"\").ToListAsync())[0];")]
    [InlineData("var number = Random.Shared.Next(await db.Orders.CountAsync());")]
    public Task A_number_that_does_not_come_after_the_last(string number) => Shop.Service($$"""
        public async Task Create()
        {
            {{number}}
            db.Orders.Add(new Order { Number = number });
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_number_that_a_unique_index_refuses_to_give_twice() => Shop.File("""
        [Index(nameof(Number), IsUnique = true)] public class Invoice { public int Id { get; set; } public int Number { get; set; } }
        public class Invoices : DbContext { public DbSet<Invoice> All => Set<Invoice>(); }

        public class Service(Invoices db)
        {
            public async Task Create()
            {
                while (true)
                {
                    var invoice = new Invoice { Number = await db.All.MaxAsync(i => i.Number) + 1 };
                    db.All.Add(invoice);
                    try { await db.SaveChangesAsync(); return; }
                    catch (DbUpdateException) { db.Entry(invoice).State = EntityState.Detached; }
                }
            }
        }
        """);

    [Theory]
    [InlineData("var order = new Numbered(await db.All.CountAsync(), 1);")]
    [InlineData("var order = new Numbered(number, await db.All.CountAsync() + 1);")]
    [InlineData("var order = new Numbered(number + 1, await db.All.CountAsync());")]
    public Task What_the_row_is_handed_and_does_not_keep_or_is_no_step(string made) => Shop.File($$"""
        public class Numbered
        {
            public Numbered(int number, int total) { Number = number; if (total > 5) throw new InvalidOperationException(); }
            public int Id { get; set; }
            public int Number { get; private set; }
        }
        public class Numbers : DbContext { public DbSet<Numbered> All => Set<Numbered>(); }
        public class Service(Numbers db)
        {
            public async Task Add(int number)
            {
                {{made}}
                db.All.Add(order);
                await db.SaveChangesAsync();
            }
        }
        """);

    [Fact]
    public Task A_row_that_is_told_a_number_of_another_kind() => Shop.File("""
        public class Bill
        {
            public int Id { get; set; }
            public int Number { get; private set; }
            public void Assign(int number) { Number = number; }
        }
        public class Bills : DbContext { public DbSet<Bill> All => Set<Bill>(); }
        public class Service(Bills db)
        {
            public async Task<int> Add(int number)
            {
                var bill = new Bill();
                bill.Assign(number + 1);
                db.Add(bill);
                await db.SaveChangesAsync();
                return await db.All.CountAsync() + 1;
            }
        }
        """);
}
