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
}
