namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Aggregates whose base class counts their versions, and whose root carries the token for all that hangs on it.</summary>
public class VersionTokens
{
    [Fact]
    public Task Counting_the_version_is_no_race_of_its_own() => Baskets("builder.Entity<Basket>().Property(b => b.Version).IsConcurrencyToken();", """
        public async Task Rename(int id, string name)
        {
            var basket = await db.Baskets.SingleAsync(b => b.Id == id);
            basket.Rename(name);
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task The_token_stands_on_the_row_that_was_loaded_not_on_the_class_that_declares_it() => Baskets("builder.Entity<Basket>().Property(b => b.Version).IsConcurrencyToken();", """
        public async Task Fill(int id)
        {
            var basket = await db.Baskets.SingleAsync(b => b.Id == id);
            {|RACE3009:basket.Fill(1)|};
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task The_token_of_the_root_protects_what_hangs_on_it() => Baskets("builder.Entity<Basket>().Property(b => b.Version).IsConcurrencyToken();", """
        public async Task<bool> More(int id, int product)
        {
            var basket = await db.Baskets.Include(b => b.Items).SingleAsync(b => b.Id == id);
            basket.More(product);
            try { await db.SaveChangesAsync(); return true; }
            catch (DbUpdateConcurrencyException) { return false; }
        }
        """);

    [Fact]
    public Task Nobody_handles_the_conflict_on_the_root() => Baskets("builder.Entity<Basket>().Property(b => b.Version).IsConcurrencyToken();", """
        public async Task More(int id, int product)
        {
            var basket = await db.Baskets.Include(b => b.Items).SingleAsync(b => b.Id == id);
            {|RACE3009:basket.More(product)|};
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task Without_a_token_what_hangs_on_the_root_is_lost() => Baskets("", """
        public async Task More(int id, int product)
        {
            var basket = await db.Baskets.Include(b => b.Items).SingleAsync(b => b.Id == id);
            {|RACE3001:basket.More(product)|};
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task The_token_of_a_root_that_is_not_changed_protects_nothing() => Baskets("builder.Entity<Basket>().Property(b => b.Version).IsConcurrencyToken();", """
        public async Task More(int id, int product)
        {
            var basket = await db.Baskets.Include(b => b.Items).SingleAsync(b => b.Id == id);
            var item = basket.Items.Single(i => i.Id == product);
            {|RACE3001:item.Quantity++|};
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_field_that_no_property_shows_is_no_column() => Baskets("", """
        public async Task Show(int id)
        {
            var basket = await db.Baskets.SingleAsync(b => b.Id == id);
            basket.Look();
            await db.SaveChangesAsync();
        }
        """);

    private static Task Baskets(string configured, string members) => Shop.File($$"""
        public abstract class Aggregate
        {
            private bool _isCounted;
            private int _looks;
            public int Id { get; set; }
            public int Version { get; private set; }
            protected void Count() { if (_isCounted) return; Version++; _isCounted = true; }
            public void Look() => _looks++;
        }
        public class Item { public int Id { get; set; } public int Quantity { get; set; } }
        public class Basket : Aggregate
        {
            public string Name { get; private set; } = "";
            public int Total { get; private set; }
            public List<Item> Items { get; } = [];
            public void Rename(string name) { Name = name; Count(); }
            public void Fill(int by) { Total += by; Count(); }
            public void More(int product) { Items.Single(i => i.Id == product).Quantity++; Count(); }
        }
        public class BasketContext : DbContext
        {
            public DbSet<Basket> Baskets => Set<Basket>();
            protected override void OnModelCreating(ModelBuilder builder) { {{configured}} }
        }
        public class Service(BasketContext db)
        {
        {{members}}
        }
        """);
}
