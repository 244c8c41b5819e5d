namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Queries in query syntax, and other ways to say what a call says.</summary>
public class QuerySyntax_Reports
{
    [Fact]
    public Task A_row_that_is_not_there() => Shop.Service("""
        public async Task Register(string phone)
        {
            if (await (from c in db.Customers where c.Phone == phone select c).AnyAsync()) return;
            {|RACE3002:db.Customers.Add(new Customer { Phone = phone })|};
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_sum_under_a_limit() => Shop.Service("""
        public async Task<bool> Register(int id, int spots, int limit)
        {
            var taken = await (from r in db.Registrations where r.EventId == id select r.Spots).SumAsync();
            var left = limit - taken;
            if (left < spots) return false;
            {|RACE3003:db.Add(new Registration { EventId = id, Spots = spots })|};
            await db.SaveChangesAsync();
            return true;
        }
        """);

    [Fact]
    public Task A_row_that_is_marked_as_added() => Shop.Service("""
        public async Task Register(string phone)
        {
            if (await db.Customers.AnyAsync(c => c.Phone == phone)) return;
            var customer = new Customer { Phone = phone };
            {|RACE3002:db.Entry(customer).State = EntityState.Added|};
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_loop_for_a_name_that_nobody_has() => Shop.Service("""
        public async Task Register(string code)
        {
            var free = code;
            for (var n = 2; await db.Customers.AnyAsync(c => c.Code == free); n++) free = $"{code}-{n}";
            {|RACE3002:db.Customers.Add(new Customer { Code = free })|};
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_limit_that_another_object_knows() => Shop.File("""
        public class Policy(int limit) { public bool Allows(int count) => count < limit; }

        public class Service(ShopContext db, Policy policy)
        {
            public async Task<bool> Register(int id)
            {
                var count = await db.Registrations.CountAsync(r => r.EventId == id);
                if (!policy.Allows(count)) return false;
                {|RACE3003:db.Registrations.Add(new Registration { EventId = id })|};
                await db.SaveChangesAsync();
                return true;
            }
        }
        """);

    [Fact]
    public Task Two_rows_that_a_helper_loads_together() => Shop.Service("""
        private async Task<(Option From, Option To)> Load(int from, int to)
        {
            var a = await db.Options.SingleAsync(o => o.Id == from);
            var b = await db.Options.SingleAsync(o => o.Id == to);
            return (a, b);
        }

        public async Task Move(int from, int to)
        {
            var (source, target) = await Load(from, to);
            {|RACE3001:source.Votes--|};
            {|RACE3001:target.Votes++|};
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_method_of_the_row_that_refuses_and_what_is_added_after_it() => Shop.File("""
        public class Invitation { public int Id { get; set; } public DateTime? Accepted { get; private set; } public void Accept(DateTime now) { if (Accepted.HasValue) throw new InvalidOperationException(); Accepted = now; } }
        public class Member { public int Id { get; set; } public string Name { get; set; } = ""; }
        public class Club : DbContext { public DbSet<Invitation> Invitations => Set<Invitation>(); public DbSet<Member> Members => Set<Member>(); }

        public class Service(Club db)
        {
            public async Task Accept(int id, string name)
            {
                var invitation = await db.Invitations.SingleAsync(i => i.Id == id);
                {|RACE3004:invitation.Accept(DateTime.UtcNow)|};
                db.Members.Add(new Member { Name = name });
                await db.SaveChangesAsync();
            }
        }
        """);

    [Fact]
    public Task One_of_the_rows_that_were_joined() => Shop.Service("""
        public async Task Pay(string phone)
        {
            var orders = await (from o in db.Orders join c in db.Customers on o.Number equals c.Id where c.Phone == phone select o).ToListAsync();
            var order = orders.First();
            {|RACE3001:order.Total += 10|};
            await db.SaveChangesAsync();
        }
        """);
}
