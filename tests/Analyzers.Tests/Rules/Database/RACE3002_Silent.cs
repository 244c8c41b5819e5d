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

    [Theory]
    [InlineData("catch (DbUpdateException refused) when (refused.InnerException is not null) { }")]
    [InlineData("catch (DbUpdateException) { throw new InvalidOperationException(\"taken\"); }")]
    [InlineData("catch (Exception failure) { Console.WriteLine(failure.Message); }")]
    public Task Every_way_to_handle_the_violation(string handler) => Shop.Service($$"""
        public async Task Register(string email)
        {
            if (await db.Customers.AnyAsync(c => c.Email == email)) return;
            db.Customers.Add(new Customer { Email = email });
            try { await db.SaveChangesAsync(); }
            {{handler}}
        }
        """);

    [Theory]
    [InlineData("builder.Entity<Vote>().HasKey(v => new { v.Poll, v.Voter });")]
    [InlineData("builder.Entity<Vote>().HasAlternateKey(v => new { v.Poll, v.Voter });")]
    [InlineData("builder.Entity<Vote>().HasIndex(v => new { v.Poll, v.Voter }).IsUnique();")]
    [InlineData("builder.Entity<Vote>(vote => vote.HasIndex(nameof(Vote.Poll), nameof(Vote.Voter)).IsUnique(true));")]
    public Task Every_way_to_say_that_there_is_one(string configured) => Shop.File($$"""
        public class Vote { public int Id { get; set; } public int Poll { get; set; } public int Voter { get; set; } }
        public class Votes : DbContext { public DbSet<Vote> All => Set<Vote>(); protected override void OnModelCreating(ModelBuilder builder) { {{configured}} } }

        public class Service(Votes db)
        {
            public async Task<bool> Vote(int poll, int voter)
            {
                if (await db.All.AnyAsync(v => v.Poll == poll && v.Voter == voter)) return false;
                db.All.Add(new Vote { Poll = poll, Voter = voter });
                try { await db.SaveChangesAsync(); return true; }
                catch (DbUpdateException) { return false; }
            }
        }
        """);

    [Fact]
    public Task A_statement_that_changed_a_row_lets_another_be_added() => Shop.Service("""
        public async Task<bool> Buy(int id, string phone)
        {
            if (await db.Registrations.Where(r => r.EventId == id && r.Spots > 0).ExecuteUpdateAsync(s => s.SetProperty(r => r.Spots, r => r.Spots - 1)) == 0) return false;
            db.Customers.Add(new Customer { Phone = phone });
            await db.SaveChangesAsync();
            return true;
        }

        public async Task Log(string phone, string email)
        {
            var changed = await db.Customers.Where(c => c.Phone == phone).ExecuteUpdateAsync(s => s.SetProperty(c => c.Email, email));
            if (changed > 0) db.Customers.Add(new Customer { Phone = "log", Email = email });
            await db.SaveChangesAsync();
        }
        """);

    [Theory]
    [InlineData("await db.All.FirstOrDefaultAsync(p => p.Id == model.Id)")]
    [InlineData("await db.All.FindAsync(model.Id)")]
    public Task A_row_under_the_id_that_came_with_it(string load) => Shop.File($$"""
        public class Page { public Guid Id { get; set; } public string Title { get; set; } = ""; }
        public class Pages : DbContext { public DbSet<Page> All => Set<Page>(); }
        public class Service(Pages db)
        {
            public async Task Save(Page model)
            {
                var page = {{load}};
                if (page is null)
                {
                    page = new Page { Id = model.Id };
                    db.All.Add(page);
                }

                page.Title = model.Title;
                await db.SaveChangesAsync();
            }
        }
        """);
}
