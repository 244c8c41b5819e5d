namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3001_Silent
{
    [Theory]
    [InlineData("option.Name = name;")]
    [InlineData("option.Votes = 0;")]
    [InlineData("option.Votes = name.Length;")]
    [InlineData("option.Name = option.Name.Trim();")]
    [InlineData("if (option.Name != name) option.Name = name;")]
    [InlineData("option.Name ??= name;")]
    [InlineData("option.Shown++;")]
    public Task An_edit_that_overwrites(string edit) => Shop.Service($$"""
        public async Task Edit(int id, string name)
        {
            var option = await db.Options.SingleAsync(o => o.Id == id);
            {{edit}}
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_change_that_is_never_saved() => Shop.Service("""
        public async Task<int> Preview(int id)
        {
            var option = await db.Options.SingleAsync(o => o.Id == id);
            option.Votes++;
            return option.Votes;
        }
        """);

    [Fact]
    public Task An_object_that_is_not_tracked() => Shop.Service("""
        public async Task Preview(int id)
        {
            var option = await db.Options.AsNoTracking().SingleAsync(o => o.Id == id);
            option.Votes++;
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_projection() => Shop.File("""
        public class View { public int Votes { get; set; } }

        public class Service(ShopContext db)
        {
            public async Task Preview(int id)
            {
                var view = await db.Options.Select(o => new View { Votes = o.Votes }).FirstAsync();
                view.Votes++;
                await db.SaveChangesAsync();
            }
        }
        """);

    [Fact]
    public Task A_new_row() => Shop.Service("""
        public async Task Create(string name)
        {
            var option = new Option { Name = name };
            option.Votes++;
            db.Options.Add(option);
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_list_in_memory_that_looks_like_a_set() => Shop.File("""
        public class Service(List<Option> options, ShopContext db)
        {
            public async Task Vote(int id)
            {
                var option = options.FirstOrDefault(o => o.Id == id)!;
                option.Votes++;
                await db.SaveChangesAsync();
            }
        }
        """);

    [Fact]
    public Task One_statement() => Shop.Service("""
        public Task<int> Vote(int id) =>
            db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, o => o.Votes + 1));
        """);

    [Fact]
    public Task A_row_version_with_a_retry() => Shop.Service("""
        public async Task Pay(int id, decimal amount)
        {
            for (var attempt = 0; ; attempt++)
            {
                var account = await db.Accounts.SingleAsync(a => a.Id == id);
                account.Balance -= amount;
                try
                {
                    await db.SaveChangesAsync();
                    return;
                }
                catch (DbUpdateConcurrencyException) when (attempt < 3)
                {
                    db.ChangeTracker.Clear();
                }
            }
        }
        """);

    [Fact]
    public Task A_generated_token_from_the_fluent_model_with_a_handler() => Shop.Service("""
        public async Task<bool> Sell(int id)
        {
            var ticket = await db.Tickets.SingleAsync(t => t.Id == id);
            ticket.Sold++;
            try { await db.SaveChangesAsync(); return true; }
            catch (DbUpdateConcurrencyException) { return false; }
        }
        """);

    [Fact]
    public Task A_locked_row() => Shop.Service("""
        public async Task Vote(int id)
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var option = await db.Options.FromSql($"SELECT * FROM options WHERE id = {id} FOR UPDATE").SingleAsync();
            option.Votes++;
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        """);

    [Fact]
    public Task An_advisory_lock() => Shop.Service("""
        public async Task Vote(int id)
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({id})");
            var option = await db.Options.SingleAsync(o => o.Id == id);
            option.Votes++;
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        """);

    [Fact]
    public Task A_serializable_transaction_that_is_run_again() => Shop.Service("""
        public Task Vote(int id) => db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
            var option = await db.Options.SingleAsync(o => o.Id == id);
            option.Votes++;
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        });
        """);

    [Fact]
    public Task Seeding() => Shop.File("""
        public class DataSeeder(ShopContext db)
        {
            public async Task Run()
            {
                var option = await db.Options.FirstAsync(o => o.Name == "first");
                option.Votes += 10;
                await db.SaveChangesAsync();
            }
        }
        """);

    [Fact]
    public Task A_view_model_that_is_no_entity() => Shop.File("""
        public class Page { public int Count { get; set; } }

        public class Service(ShopContext db)
        {
            public async Task<Page> Show(int id)
            {
                var page = new Page();
                foreach (var option in await db.Options.ToListAsync()) page.Count += option.Votes;
                await db.SaveChangesAsync();
                return page;
            }
        }
        """);

    [Theory]
    [InlineData("if (votes <= option.Votes) return; option.Votes = 0;")] // reset
    [InlineData("if (votes <= other) return; option.Votes = votes;")] // not compared with the row
    [InlineData("if (option.Votes == votes) return; option.Votes = votes;")] // an edit
    [InlineData("if (votes > option.Votes) { if (other < votes) return; } option.Votes = votes;")] // an edit that is checked when it is more
    public Task A_number_that_is_set_for_another_reason(string change) => Shop.Service($$"""
        public async Task Set(int id, int votes, int other)
        {
            var option = await db.Options.SingleAsync(o => o.Id == id);
            {{change}}
            await db.SaveChangesAsync();
        }
        """);

    [Theory]
    [InlineData("order.Total = order.Lines.Sum(l => l.Quantity);")]
    [InlineData("order.Total = order.Lines.Count;")]
    [InlineData("order.Total = Math.Max(0, total);")]
    [InlineData("order.Total = total + order.Number;")]
    [InlineData("order.Number = (int)total + 1;")]
    [InlineData("order.Total = await db.Orders.SumAsync(o => o.Number);")]
    public Task A_value_that_is_computed_anew(string change) => Shop.Service($$"""
        public async Task Compute(int id, decimal total)
        {
            var order = await db.Orders.Include(o => o.Lines).SingleAsync(o => o.Id == id);
            {{change}}
            await db.SaveChangesAsync();
        }
        """);

    [Theory]
    [InlineData("[System.ComponentModel.DataAnnotations.Timestamp] public byte[] Version { get; set; } = [];", "")]
    [InlineData("public byte[] Version { get; set; } = [];", "builder.Entity<Meter>().Property(m => m.Version).IsRowVersion();")]
    [InlineData("public uint Version { get; set; }", "builder.Entity<Meter>().Property(m => m.Version).IsRowVersion();")]
    [InlineData("", "builder.Entity<Meter>().UseXminAsConcurrencyToken();")]
    [InlineData("", "builder.Entity<Meter>().Property<uint>(\"Version\").IsRowVersion();")]
    public Task Every_way_to_say_that_the_row_has_a_version(string property, string configured) => Shop.File($$"""
        public static class Xmin { public static void UseXminAsConcurrencyToken<T>(this Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<T> builder) where T : class { } }
        public class Meter { public int Id { get; set; } public int Read { get; set; } {{property}} }
        public class Meters : DbContext { public DbSet<Meter> All => Set<Meter>(); protected override void OnModelCreating(ModelBuilder builder) { {{configured}} } }

        public class Service(Meters db)
        {
            public async Task<bool> Add(int id)
            {
                var meter = await db.All.SingleAsync(m => m.Id == id);
                meter.Read++;
                try { await db.SaveChangesAsync(); return true; }
                catch (DbUpdateConcurrencyException) { return false; }
            }
        }
        """);

    [Fact]
    public Task A_sum_that_is_set_back_and_made_anew() => Shop.Service("""
        public async Task Sum(int id)
        {
            var order = await db.Orders.Include(o => o.Lines).SingleAsync(o => o.Id == id);
            order.Total = 0;
            order.Number = 0;
            foreach (var line in order.Lines)
            {
                order.Total += line.Quantity;
                order.Number++;
            }

            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_token_that_the_context_renews_when_it_saves() => Shop.File("""
        public abstract class Row { public int Id { get; set; } [System.ComponentModel.DataAnnotations.ConcurrencyCheck] public Guid Stamp { get; set; } }
        public class Batch : Row { public int Produced { get; set; } }
        public class Plant : DbContext
        {
            public DbSet<Batch> Batches => Set<Batch>();

            public override Task<int> SaveChangesAsync(CancellationToken cancellationToken = default)
            {
                foreach (var entry in ChangeTracker.Entries<Row>()) entry.Entity.Stamp = Guid.NewGuid();
                return base.SaveChangesAsync(cancellationToken);
            }
        }

        public class Service(Plant db)
        {
            public async Task<bool> Produce(int id)
            {
                var batch = await db.Batches.SingleAsync(b => b.Id == id);
                batch.Produced++;
                try { await db.SaveChangesAsync(); return true; }
                catch (DbUpdateConcurrencyException) { return false; }
            }
        }
        """);
}
