namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Rows that no set of the context names: the model names them, or they hang on a row that a repository gives out.</summary>
public class ModelOnly_Reports
{
    private const string Checkout = """
        using Microsoft.EntityFrameworkCore;

        public class Checkout { public Guid Id { get; set; } public IList<Item> Items { get; } = new List<Item>(); }
        public class Item { public int Id { get; set; } public Article Article { get; set; } = null!; public int Quantity { get; set; } }
        public class Article { public int Id { get; set; } public int Stock { get; set; } public void Take(int n) => Stock -= n; }

        public interface IRepository<T> { IQueryable<T> Query(); void SaveChanges(); }
        public class Repository<T>(DbContext db) : IRepository<T> where T : class
        {
            public IQueryable<T> Query() => db.Set<T>();
            public void SaveChanges() => db.SaveChanges();
        }

        """;

    [Fact]
    public Task What_hangs_on_a_row_that_a_generic_repository_gives_out() => Verify.Analyzer<RaceAnalyzer>(Checkout + """
        public class ShopContext : DbContext;

        public class Orders(IRepository<Checkout> checkouts, IRepository<Item> items)
        {
            public bool Place(Guid id)
            {
                var checkout = checkouts.Query().Include(c => c.Items).ThenInclude(i => i.Article).FirstOrDefault(c => c.Id == id);
                if (checkout == null) return false;
                foreach (var item in checkout.Items)
                {
                    if (item.Article.Stock < item.Quantity) return false;
                    {|RACE3001:item.Article.Stock = item.Article.Stock - item.Quantity|};
                }

                items.SaveChanges();
                return true;
            }
        }
        """, new() { References = ["EFCore"] });

    [Fact]
    public Task An_entity_that_only_the_model_names() => Verify.Analyzer<RaceAnalyzer>(Checkout + """
        public class ShopContext : DbContext
        {
            protected override void OnModelCreating(ModelBuilder builder) => builder.Entity<Checkout>().HasKey(c => c.Id);
        }

        public class Orders(ShopContext db)
        {
            public async Task Place(int id)
            {
                var article = await db.Set<Article>().SingleAsync(a => a.Id == id);
                {|RACE3001:article.Take(1)|};
                await db.SaveChangesAsync();
            }
        }
        """, new() { References = ["EFCore"] });
}
