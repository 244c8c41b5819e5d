namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3002_Reports
{
    [Theory]
    [InlineData("if (await db.Customers.AnyAsync(c => c.Phone == phone)) return;")]
    [InlineData("var exists = await db.Customers.AnyAsync(c => c.Phone == phone); if (exists) throw new InvalidOperationException();")]
    [InlineData("var old = await db.Customers.FirstOrDefaultAsync(c => c.Phone == phone); if (old != null) return;")]
    [InlineData("if (await db.Customers.SingleOrDefaultAsync(c => c.Phone == phone) is not null) return;")]
    [InlineData("if (await db.Customers.Where(c => c.Phone == phone).CountAsync() > 0) return;")]
    public Task A_row_added_because_there_was_none(string check) => Shop.Service($$"""
        public async Task Register(string phone)
        {
            {{check}}
            [|db.Customers.Add(new Customer { Phone = phone })|];
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_branch_instead_of_an_early_return() => Shop.Service("""
        public void Register(string phone)
        {
            var customer = db.Customers.FirstOrDefault(c => c.Phone == phone);
            if (customer == null)
            {
                customer = new Customer { Phone = phone };
                [|db.Add(customer)|];
                db.SaveChanges();
            }
        }
        """);

    [Fact]
    public Task A_unique_index_that_nobody_expects_to_refuse_is_a_suggestion() => Shop.Service("""
        public async Task Register(string email)
        {
            if (await db.Customers.AnyAsync(c => c.Email == email)) return;
            [|db.Customers.Add(new Customer { Email = email })|];
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_repository_that_adds_and_saves() => Shop.File("""
        public class Repository<T>(ShopContext db) where T : class
        {
            public IQueryable<T> All() => db.Set<T>();

            public async Task Add(T entity)
            {
                db.Set<T>().Add(entity);
                await db.SaveChangesAsync();
            }
        }

        public class Service(Repository<Customer> customers)
        {
            public async Task Register(string phone)
            {
                if (await customers.All().AnyAsync(c => c.Phone == phone)) return;
                await [|customers.Add(new Customer { Phone = phone })|];
            }
        }
        """);

    [Fact]
    public Task A_row_that_is_looked_for_from_either_end() => Shop.Service("""
        public async Task Add(int me, int other)
        {
            if (await db.Lines.AnyAsync(l => (l.ProductId == me && l.Quantity == other) || (l.ProductId == other && l.Quantity == me))) return;
            [|db.Lines.Add(new Line { ProductId = me, Quantity = other })|];
            await db.SaveChangesAsync();
        }
        """.Replace("db.Lines", "db.Set<Line>()"));

    [Theory]
    [InlineData("== 0")]
    [InlineData("< 1")]
    [InlineData("!= 1")]
    public Task A_statement_that_found_nothing_to_change(string none) => Shop.Service($$"""
        public async Task Put(string phone, string email)
        {
            var changed = await db.Customers.Where(c => c.Phone == phone).ExecuteUpdateAsync(s => s.SetProperty(c => c.Email, email));
            if (changed {{none}})
            {
                [|db.Customers.Add(new Customer { Phone = phone, Email = email })|];
                await db.SaveChangesAsync();
            }
        }
        """);
}
