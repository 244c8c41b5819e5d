namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3001_Reports
{
    [Fact]
    public Task A_counter_of_a_loaded_entity() => Shop.Service("""
        public async Task Vote(int id)
        {
            var option = await db.Options.FirstOrDefaultAsync(o => o.Id == id);
            if (option is null) return;
            [|option.Votes++|];
            await db.SaveChangesAsync();
        }
        """);

    [Theory]
    [InlineData("[|option.Votes += by|];")]
    [InlineData("[|option.Votes = option.Votes + by|];")]
    [InlineData("var votes = option.Votes; [|option.Votes = votes + by|];")]
    [InlineData("var next = option.Votes - by; Console.WriteLine(next); [|option.Votes = next|];")]
    [InlineData("[|option.Votes = Math.Max(0, option.Votes - by)|];")]
    [InlineData("[|option.Log += \"voted\"|];")]
    public Task Every_way_to_compute_the_new_value_from_the_old(string change) => Shop.Service($$"""
        public async Task Vote(int id, int by)
        {
            var option = await db.Options.Where(o => o.Id == id).SingleAsync();
            {{change}}
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_synchronous_save() => Shop.Service("""
        public void Vote(int id)
        {
            var option = db.Options.Find(id)!;
            [|option.Votes++|];
            db.SaveChanges();
        }
        """);

    [Fact]
    public Task A_method_of_the_entity_that_changes_it() => Shop.Service("""
        public async Task Sell(int id)
        {
            var product = await db.Products.SingleAsync(p => p.Id == id);
            [|product.RemoveStock(1)|];
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_row_reached_by_a_navigation() => Shop.Service("""
        public async Task More(int id, int product)
        {
            var order = await db.Orders.Include(o => o.Lines).FirstAsync(o => o.Id == id);
            var line = order.Lines.FirstOrDefault(l => l.ProductId == product);
            if (line is null) return;
            [|line.Quantity += 1|];
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_row_that_is_made_when_there_is_none() => Shop.Service("""
        public async Task Vote(string name)
        {
            var option = await db.Options.FirstOrDefaultAsync(o => o.Name == name);
            if (option is null)
            {
                option = new Option { Name = name };
                {|RACE3002:db.Options.Add(option)|};
            }

            {|RACE3001:option.Votes++|};
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task Every_row_of_a_query() => Shop.Service("""
        public async Task DoubleAll()
        {
            foreach (var option in await db.Options.ToListAsync()) [|option.Votes *= 2|];
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_load_in_a_helper() => Shop.Service("""
        public async Task Vote(int id)
        {
            var option = await Load(id);
            [|option.Votes++|];
            await db.SaveChangesAsync();
        }

        private Task<Option> Load(int id) => db.Options.SingleAsync(o => o.Id == id);
        """);

    [Fact]
    public Task A_save_in_the_caller() => Shop.Service("""
        public async Task Vote(int id)
        {
            await {|RACE3001:Count(id)|};
            await db.SaveChangesAsync();
        }

        private async Task Count(int id)
        {
            var option = await db.Options.SingleAsync(o => o.Id == id);
            option.Votes++;
        }
        """);

    [Fact]
    public Task A_generic_repository_with_one_implementation() => Shop.File("""
        public interface IRepository<T> where T : class { Task<T?> Get(int id); Task Save(); }

        public class Repository<T>(ShopContext db) : IRepository<T> where T : class
        {
            public async Task<T?> Get(int id) => await db.Set<T>().FindAsync(id);
            public Task Save() => db.SaveChangesAsync();
        }

        public class Service(IRepository<Option> options)
        {
            public async Task Vote(int id)
            {
                var option = await options.Get(id);
                if (option is null) return;
                [|option.Votes++|];
                await options.Save();
            }
        }
        """);

    [Fact]
    public Task A_detached_entity_that_is_handed_back_whole() => Shop.Service("""
        public async Task Vote(int id)
        {
            var option = await db.Options.AsNoTracking().SingleAsync(o => o.Id == id);
            [|option.Votes++|];
            db.Options.Update(option);
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_token_on_another_column_protects_only_that_column() => Shop.Service("""
        public async Task Use(int id)
        {
            var wallet = await db.Wallets.SingleAsync(w => w.Id == id);
            [|wallet.Uses++|];
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_set_that_no_property_names() => Shop.File("""
        public class Coupon { public int Id { get; set; } public int Used { get; set; } }
        public interface ICoupons { IQueryable<Coupon> Query(); Task Save(); }

        public class Coupons(ShopContext db) : ICoupons
        {
            public IQueryable<Coupon> Query() => db.Set<Coupon>();
            public Task Save() => db.SaveChangesAsync();
        }

        public class Service(ICoupons coupons)
        {
            public async Task Use(int id)
            {
                var coupon = await coupons.Query().FirstOrDefaultAsync(c => c.Id == id);
                if (coupon is null) return;
                [|coupon.Used++|];
                await coupons.Save();
            }
        }
        """);

    [Theory]
    [InlineData("if (votes <= option.Votes) return; [|option.Votes = votes|];")]
    [InlineData("if (option.Votes < votes) { [|option.Votes = votes|]; option.Name = \"first\"; }")]
    public Task The_greatest_so_far(string change) => Shop.Service($$"""
        public async Task Bid(int id, int votes)
        {
            var option = await db.Options.SingleAsync(o => o.Id == id);
            {{change}}
            await db.SaveChangesAsync();
        }
        """);
}
