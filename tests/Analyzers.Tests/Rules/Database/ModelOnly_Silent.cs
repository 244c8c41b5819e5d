namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Objects that hang on no row.</summary>
public class ModelOnly_Silent
{
    [Theory]
    [InlineData("var cart = new Cart(); cart.Count++; cart.Top.Count++;")]
    [InlineData("var rows = query.Query().ToList(); var cart = new Cart(); cart.Count += rows.Count;")]
    [InlineData("var names = query.Query().Select(c => new Cart { Count = c.Number }).ToList(); foreach (var name in names) name.Count++;")]
    [InlineData("var row = query.Query().AsNoTracking().First(); row.Number++;")]
    public Task What_is_made_here_or_is_a_copy(string work) => Verify.Analyzer<RaceAnalyzer>($$"""
        using Microsoft.EntityFrameworkCore;

        public class Customer { public int Id { get; set; } public int Number { get; set; } }
        public class Cart { public int Count { get; set; } public Line Top { get; } = new(); }
        public class Line { public int Count { get; set; } }

        public class ShopContext : DbContext
        {
            protected override void OnModelCreating(ModelBuilder builder) => builder.Entity<Customer>().HasKey(c => c.Id);
        }

        public class Queries(ShopContext db) { public IQueryable<Customer> Query() => db.Set<Customer>(); }

        public class Carts(Queries query, ShopContext db)
        {
            public void Count()
            {
                {{work}}
                db.SaveChanges();
            }
        }
        """, new() { References = ["EFCore"] });
}
