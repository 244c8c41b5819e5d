namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Load, change and save in different methods and classes.</summary>
public class Layers_Reports
{
    [Fact]
    public Task A_unit_of_work_that_gives_out_repositories() => Shop.File("""
        public interface IRepository<T> where T : class { Task<T?> GetByIdAsync(int id); void Update(T entity); }
        public class Repository<T>(ShopContext db) : IRepository<T> where T : class
        {
            public async Task<T?> GetByIdAsync(int id) => await db.Set<T>().FindAsync(id);
            public void Update(T entity) { db.Set<T>().Attach(entity); db.Entry(entity).State = EntityState.Modified; }
        }

        public interface IUnitOfWork { IRepository<T> Repository<T>() where T : class; Task<int> Complete(); }
        public class UnitOfWork(ShopContext db) : IUnitOfWork
        {
            public IRepository<T> Repository<T>() where T : class => new Repository<T>(db);
            public Task<int> Complete() => db.SaveChangesAsync();
        }

        public class Service(IUnitOfWork unit)
        {
            public async Task Vote(int id)
            {
                var option = await unit.Repository<Option>().GetByIdAsync(id);
                if (option is null) return;
                [|option.Votes++|];
                unit.Repository<Option>().Update(option);
                await unit.Complete();
            }
        }
        """);

    [Fact]
    public Task A_lambda_that_a_helper_hands_the_loaded_row_to() => Shop.Service("""
        public Task Vote(int id) => Update(id, option => [|option.Votes++|]);

        private async Task Update(int id, Action<Option> change)
        {
            var option = await db.Options.SingleAsync(o => o.Id == id);
            change(option);
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_method_of_the_entity_that_looks_into_its_collection() => Shop.File("""
        public class Cart
        {
            public int Id { get; set; }
            public List<CartItem> Items { get; set; } = [];
            public void Add(int product) { var item = Items.FirstOrDefault(i => i.Product == product); if (item is null) { Items.Add(new CartItem { Product = product }); return; } item.Raise(); }
        }

        public class CartItem { public int Id { get; set; } public int Product { get; set; } public int Quantity { get; set; } public void Raise() => Quantity += 1; }
        public class CartContext : DbContext { public DbSet<Cart> Carts => Set<Cart>(); }

        public class Service(CartContext db)
        {
            public async Task Add(int id, int product)
            {
                var cart = await db.Carts.Include(c => c.Items).SingleAsync(c => c.Id == id);
                [|cart.Add(product)|];
                await db.SaveChangesAsync();
            }
        }
        """);

    [Theory]
    [InlineData("var option = options[id]; {|RACE3001:option.Votes++|};")]
    [InlineData("if (options.TryGetValue(id, out var option)) {|RACE3001:option.Votes++|};")]
    public Task A_dictionary_of_loaded_rows(string body) => Shop.Service($$"""
        public async Task Vote(int id)
        {
            var options = await db.Options.Where(o => o.Id > 5).ToDictionaryAsync(o => o.Id);
            {{body}}
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_context_that_handlers_know_by_an_interface_only() => Verify.Analyzer<RaceSafe.Analyzers.RaceAnalyzer>("""
        using Microsoft.EntityFrameworkCore;
        public class Account
        {
            public int Id { get; private set; }
            public decimal Balance { get; private set; }
            public void Withdraw(decimal amount) { if (Balance < amount) throw new InvalidOperationException(); Balance -= amount; }
        }

        public interface IBank { DbSet<Account> Accounts { get; } Task<int> SaveChangesAsync(CancellationToken cancellation = default); }

        public class Handler(IBank bank)
        {
            public async Task Withdraw(int id, decimal amount)
            {
                var account = await bank.Accounts.SingleAsync(a => a.Id == id);
                {|RACE3001:account.Withdraw(amount)|};
                await bank.SaveChangesAsync();
            }
        }
        """, new() { References = ["EFCore"] });

    [Fact]
    public Task A_row_that_is_looked_for_in_two_ways() => Shop.Service("""
        public async Task Visit(int id, string name)
        {
            Option? option = null;
            if (id > 0) option = await db.Options.FirstOrDefaultAsync(o => o.Id == id);
            if (option is null) option = await db.Options.FirstOrDefaultAsync(o => o.Name == name);
            if (option is null) return;
            [|option.Votes++|];
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_filter_that_saves_what_the_action_has_changed() => Verify.Analyzer<RaceSafe.Analyzers.RaceAnalyzer>("""
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.AspNetCore.Mvc.Filters;
        using Microsoft.EntityFrameworkCore;
        public class Ad { public int Id { get; set; } public int Clicks { get; set; } }
        public class Ads : DbContext { public DbSet<Ad> All => Set<Ad>(); }

        public class SaveFilter(Ads db) : IAsyncActionFilter
        {
            public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
            {
                await next();
                await db.SaveChangesAsync();
            }
        }

        public class ClickController(Ads db) : ControllerBase
        {
            public async Task<IActionResult> Click(int id)
            {
                var ad = await db.All.FindAsync(id);
                if (ad is null) return NotFound();
                {|RACE3001:ad.Clicks++|};
                return Ok();
            }
        }
        """, new() { References = ["EFCore", "AspNetCore"] });

    [Theory]
    [InlineData("IProducts")]
    [InlineData("IStore<Option>")]
    public Task One_of_many_repositories_with_a_common_interface(string declared) => Shop.File($$"""
        public interface IStore<T> where T : class { Task<T> Get(int id); Task Put(T entity); }
        public interface IProducts : IStore<Option>;
        public class Products(ShopContext db) : IProducts
        {
            public Task<Option> Get(int id) => db.Options.SingleAsync(o => o.Id == id);
            public async Task Put(Option entity) { db.Options.Update(entity); await db.SaveChangesAsync(); }
        }
        public class Orders(ShopContext db) : IStore<Order>
        {
            public Task<Order> Get(int id) => db.Orders.Include(o => o.Lines).SingleAsync(o => o.Id == id);
            public async Task Put(Order entity) { db.Orders.Update(entity); await db.SaveChangesAsync(); }
        }

        public class Service({{declared}} products)
        {
            public async Task Vote(int id)
            {
                var option = await products.Get(id);
                {|RACE3001:option.Votes++|};
                await products.Put(option);
            }
        }
        """);
}
