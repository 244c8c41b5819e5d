namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>The same layers around correct code.</summary>
public class Layers_Silent
{
    [Theory]
    [InlineData("option.Name = \"new\"")]
    [InlineData("option.Shown++")]
    [InlineData("Console.WriteLine(option.Votes + 1)")]
    public Task A_lambda_that_does_not_compute_a_column(string change) => Shop.Service($$"""
        public Task Change(int id) => Update(id, option => {{change}});

        private async Task Update(int id, Action<Option> change)
        {
            var option = await db.Options.SingleAsync(o => o.Id == id);
            change(option);
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_lambda_that_runs_again_on_conflict() => Shop.Service("""
        public Task Deposit(int id) => Update(id, account => account.Balance += 1);

        private async Task Update(int id, Action<Account> change)
        {
            while (true)
            {
                var account = await db.Accounts.SingleAsync(a => a.Id == id);
                change(account);
                try { await db.SaveChangesAsync(); return; }
                catch (DbUpdateConcurrencyException) { db.ChangeTracker.Clear(); }
            }
        }
        """);

    [Fact]
    public Task An_object_in_memory_that_only_looks_like_an_entity() => Shop.Service("""
        private readonly Dictionary<int, Option> _shown = [];

        public async Task<int> Show(int id)
        {
            var name = await db.Options.Where(o => o.Id == id).Select(o => o.Name).SingleAsync();
            if (!_shown.TryGetValue(id, out var option)) return name.Length;
            var copy = new Option { Votes = option.Votes };
            copy.Votes++;
            return copy.Votes;
        }
        """);

    [Fact]
    public Task Positions_that_are_given_anew() => Shop.Service("""
        public async Task Reorder(List<int> ids)
        {
            var options = await db.Options.Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id);
            for (var i = 0; i < ids.Count; i++)
                if (options.TryGetValue(ids[i], out var option)) option.Votes = i + 1;
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_handler_in_a_project_where_no_filter_saves() => Verify.Analyzer<RaceSafe.Analyzers.RaceAnalyzer>("""
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.AspNetCore.Mvc.Filters;
        using Microsoft.EntityFrameworkCore;
        public class Ad { public int Id { get; set; } public int Clicks { get; set; } }
        public class Ads : DbContext { public DbSet<Ad> All => Set<Ad>(); }

        public class TimeFilter : IAsyncActionFilter
        {
            public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next) => await next();
        }

        public class ClickController(Ads db) : ControllerBase
        {
            public async Task<IActionResult> Preview(int id)
            {
                var ad = await db.All.FindAsync(id);
                if (ad is null) return NotFound();
                ad.Clicks++;
                return Ok(ad);
            }
        }
        """, new() { References = ["EFCore", "AspNetCore"] });

    [Theory]
    [InlineData("[DistributedLock]")]
    [InlineData("[DisableConcurrentExecution]")]
    public Task A_method_that_is_marked_to_run_one_at_a_time(string mark) => Shop.File($$"""
        public class DistributedLockAttribute : Attribute;
        public class DisableConcurrentExecutionAttribute : Attribute;

        public class Service(ShopContext db)
        {
            {{mark}}
            public async Task Vote(int id)
            {
                var option = await db.Options.SingleAsync(o => o.Id == id);
                option.Votes++;
                await db.SaveChangesAsync();
            }
        }
        """);

    [Fact]
    public Task One_of_many_repositories_that_locks_the_row() => Shop.File("""
        public interface IStore<T> where T : class { Task<T> Get(int id); Task Put(T entity); }
        public class Products(ShopContext db) : IStore<Option>
        {
            public Task<Option> Get(int id) => db.Options.FromSql($"SELECT * FROM options WHERE id = {id} FOR UPDATE").SingleAsync();
            public async Task Put(Option entity) { db.Options.Update(entity); await db.SaveChangesAsync(); }
        }
        public class Orders(ShopContext db) : IStore<Order>
        {
            public Task<Order> Get(int id) => db.Orders.SingleAsync(o => o.Id == id);
            public async Task Put(Order entity) { db.Orders.Update(entity); await db.SaveChangesAsync(); }
        }

        public class Service(IStore<Option> products)
        {
            public async Task Vote(int id)
            {
                var option = await products.Get(id);
                option.Votes++;
                await products.Put(option);
            }
        }
        """);
}
