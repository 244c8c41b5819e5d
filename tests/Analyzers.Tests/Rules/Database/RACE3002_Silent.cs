namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3002_Silent
{
    [Fact]
    public Task A_unique_index_whose_violation_is_caught() => Shop.Service("""
        public async Task<bool> Register(string email)
        {
            if (await db.Customers.AnyAsync(c => c.Email == email)) return false;
            db.Customers.Add(new Customer { Email = email });
            try { await db.SaveChangesAsync(); return true; }
            catch (DbUpdateException) { return false; }
        }
        """);

    [Fact]
    public Task An_index_attribute_whose_violation_is_caught() => Shop.Service("""
        public async Task<Tag> GetOrCreate(string name)
        {
            var tag = await db.Tags.FirstOrDefaultAsync(t => t.Name == name);
            if (tag is not null) return tag;
            tag = new Tag { Name = name };
            db.Tags.Add(tag);
            try { await db.SaveChangesAsync(); }
            catch (DbUpdateException) { return await db.Tags.SingleAsync(t => t.Name == name); }
            return tag;
        }
        """);

    [Fact]
    public Task A_row_added_because_its_owner_exists() => Shop.Service("""
        public async Task AddLine(int id)
        {
            if (!await db.Customers.AnyAsync(c => c.Id == id)) return;
            db.Customers.Add(new Customer { Phone = "1" });
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_check_of_another_table() => Shop.Service("""
        public async Task Order(int id)
        {
            if (await db.Customers.AnyAsync(c => c.Id == id)) return;
            db.Orders.Add(new Order());
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_table_that_is_filled_when_it_is_empty() => Shop.Service("""
        public async Task Fill()
        {
            if (await db.Tags.AnyAsync()) return;
            db.Tags.Add(new Tag { Name = "first" });
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_row_added_whatever_the_answer() => Shop.Service("""
        public async Task Register(string phone)
        {
            if (await db.Customers.AnyAsync(c => c.Phone == phone)) Console.WriteLine("again");
            db.Customers.Add(new Customer { Phone = phone });
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_distributed_lock_around_both() => Shop.File("""
        public interface IDistributedLockProvider { Task<IAsyncDisposable> AcquireAsync(string name); }

        public class Service(ShopContext db, IDistributedLockProvider locks)
        {
            public async Task Register(string phone)
            {
                await using var held = await locks.AcquireAsync(phone);
                if (await db.Customers.AnyAsync(c => c.Phone == phone)) return;
                db.Customers.Add(new Customer { Phone = phone });
                await db.SaveChangesAsync();
            }
        }
        """);
}
