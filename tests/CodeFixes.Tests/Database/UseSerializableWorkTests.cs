using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Database;

/// <summary>What one statement cannot say runs as a whole in a transaction that is run again, where a second run does nothing twice.</summary>
public sealed class UseSerializableWorkTests
{
    [Fact]
    public Task Several_rows_in_a_loop() => Becomes(
        """
        public async Task SellAsync(IReadOnlyList<int> products, ILogger logger)
        {
            foreach (var id in products)
            {
                var product = await db.Products.SingleAsync(p => p.Id == id);
                if (product.Stock == 0) throw new InvalidOperationException();
                {|RACE3001:product.Stock--|};
                db.Sales.Add(new Sale { ProductId = id });
            }

            await db.SaveChangesAsync();
        }
        """,
        """
        public async Task SellAsync(IReadOnlyList<int> products, ILogger logger)
        {
            await db.SerializableAsync(async (_, _) =>
            {
                foreach (var id in products)
                {
                    var product = await db.Products.SingleAsync(p => p.Id == id);
                    if (product.Stock == 0) throw new InvalidOperationException();
                    product.Stock--;
                    db.Sales.Add(new Sale { ProductId = id });
                }

                await db.SaveChangesAsync();
            });
        }
        """);

    [Fact]
    public Task A_load_in_a_helper_and_a_change_by_the_row_itself() => Becomes(
        """
        public async Task<int> SellAsync(int id, CancellationToken token)
        {
            var product = await LoadAsync(id);
            {|RACE3001:product.Take(1)|};
            await db.SaveChangesAsync(token);
            return product.Stock;
        }

        private Task<Product> LoadAsync(int id) => db.Products.SingleAsync(p => p.Id == id);
        """,
        """
        public async Task<int> SellAsync(int id, CancellationToken token)
        {
            return await db.SerializableAsync<Shop, int>(async (_, _) =>
            {
                var product = await LoadAsync(id);
                product.Take(1);
                await db.SaveChangesAsync(token);
                return product.Stock;
            }, cancellationToken: token);
        }

        private Task<Product> LoadAsync(int id) => db.Products.SingleAsync(p => p.Id == id);
        """);

    [Fact]
    public Task A_context_that_is_made_for_the_work() => Becomes(
        """
        public async Task SellAsync(IDbContextFactory<Shop> contexts, int id)
        {
            if (id < 0) throw new ArgumentOutOfRangeException(nameof(id));
            await using var own = await contexts.CreateDbContextAsync();
            var product = await own.Products.SingleAsync(p => p.Id == id);
            {|RACE3001:product.Take(1)|};
            await own.SaveChangesAsync();
        }
        """,
        """
        public async Task SellAsync(IDbContextFactory<Shop> contexts, int id)
        {
            if (id < 0) throw new ArgumentOutOfRangeException(nameof(id));
            await using var own = await contexts.CreateDbContextAsync();
            await own.SerializableAsync(async (_, _) =>
            {
                var product = await own.Products.SingleAsync(p => p.Id == id);
                product.Take(1);
                await own.SaveChangesAsync();
            });
        }
        """);

    [Fact]
    public Task An_endpoint() => Becomes(
        """
        public static void Map(IEndpointRouteBuilder app) => app.MapPost("/move", async (int from, int to, Shop shop) =>
        {
            var a = await shop.Products.FindAsync(from);
            var b = await shop.Products.FindAsync(to);
            if (a is null || b is null) return Results.NotFound();
            {|RACE3001:a.Take(1)|};
            {|RACE3001:b.Give(1)|};
            await shop.SaveChangesAsync();
            return Results.Ok();
        });
        """,
        """
        public static void Map(IEndpointRouteBuilder app) => app.MapPost("/move", async (int from, int to, Shop shop) =>
        {
            return await shop.SerializableAsync<Shop, IResult>(async (_, _) =>
            {
                var a = await shop.Products.FindAsync(from);
                var b = await shop.Products.FindAsync(to);
                if (a is null || b is null) return Results.NotFound();
                a.Take(1);
                b.Give(1);
                await shop.SaveChangesAsync();
                return Results.Ok();
            });
        });
        """);

    [Theory]
    [InlineData("await gateway.Pay(id); {|RACE3001:product.Stock -= product.Step / 2|};")] // would be paid twice
    [InlineData("{|RACE3001:product.Stock -= product.Step / 2|}; _sold.Add(id);")] // a list that outlives the run
    [InlineData("var sold = _sold; sold.Add(id); {|RACE3001:product.Stock -= product.Step / 2|};")] // the same list by another name
    [InlineData("{|RACE3001:product.Announce(gateway)|};")] // the row's own method reaches out
    [InlineData("Note(id); {|RACE3001:product.Stock -= product.Step / 2|};")] // so does a helper
    [InlineData("Raise(given); {|RACE3001:product.Stock -= product.Step / 2|};")] // the caller's object is changed twice
    [InlineData("try { {|RACE3001:product.Stock -= product.Step / 2|}; } catch (DbUpdateException) { }")] // the refusal may end in there
    public Task Is_not_offered_where_a_second_run_would_show(string change) => Stays($$"""
        private readonly List<int> _sold = [];
        private void Note(int id) => _sold.Add(id);
        private static void Raise(Product product) => product.Step++;
        public async Task M(int id, IGateway gateway, Product given) { var product = await db.Products.SingleAsync(p => p.Id == id); {{change}} await db.SaveChangesAsync(); }
        """);

    [Fact]
    public Task Is_not_offered_on_an_interface_of_the_context() => Stays("""
        public async Task M(IShop shop, int id) { var product = await shop.Products.SingleAsync(p => p.Id == id); {|RACE3001:product.Take(1)|}; await shop.SaveChangesAsync(default); }
        """);

    [Fact]
    public Task Is_not_offered_where_nothing_can_be_awaited() => Stays("""
        public void M(int id) { var product = db.Products.Single(p => p.Id == id); {|RACE3001:product.Take(1)|}; db.SaveChanges(); }
        """);

    private static readonly Setup s_setup = new() { References = ["EFCore", "AspNetCore", "Runtime", "Runtime.EntityFrameworkCore"] };

    private static Task Becomes(string before, string after) => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(Source(before), Source(after, "using RaceSafe;\n"), setup: s_setup);

    private static Task Stays(string members) => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(Source(members), setup: s_setup);

    private static string Source(string members, string usings = "") => $$"""
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.Routing;
        using Microsoft.EntityFrameworkCore;
        using Microsoft.Extensions.Logging;
        {{usings}}
        public interface IGateway { Task Pay(int id); void Tell(); }

        public class Product
        {
            public int Id { get; set; }
            public int Stock { get; set; }
            public int Step { get; set; }
            public void Take(int count) { if (Stock < count) throw new InvalidOperationException(); Stock -= count; }
            public void Give(int count) => Stock = Stock + count;
            public void Announce(IGateway gateway) { Stock -= 1; gateway.Tell(); }
        }

        public class Sale { public int Id { get; set; } public int ProductId { get; set; } }
        public interface IShop { DbSet<Product> Products { get; } Task<int> SaveChangesAsync(CancellationToken token); }
        public class Shop : DbContext, IShop { public DbSet<Product> Products => Set<Product>(); public DbSet<Sale> Sales => Set<Sale>(); }

        public class Service(Shop db)
        {
            {{string.Join("\n", members.Split('\n').Select((line, i) => i == 0 || line.Length == 0 ? line : "    " + line))}}
        }
        """;
}
