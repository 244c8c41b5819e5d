namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Queries in query syntax, marks, loops and helpers of which nothing racy comes.</summary>
public class QuerySyntax_Silent
{
    [Theory]
    [InlineData("from t in db.Tags where t.Name == phone select t")] // another table
    [InlineData("from c in db.Customers select c")] // nobody in particular
    public Task Another_question(string query) => Shop.Service($$"""
        public async Task Register(string phone)
        {
            if (await ({{query}}).AnyAsync()) return;
            db.Customers.Add(new Customer { Phone = phone });
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_name_of_which_a_second_is_refused_and_that_is_handled() => Shop.Service("""
        public async Task<bool> Add(string name)
        {
            if (await (from t in db.Tags where t.Name == name select t).AnyAsync()) return false;
            db.Tags.Add(new Tag { Name = name });
            try { await db.SaveChangesAsync(); return true; }
            catch (DbUpdateException) { return false; }
        }
        """);

    [Fact]
    public Task A_loop_for_a_name_with_a_unique_index_whose_violation_is_handled() => Shop.Service("""
        public async Task<bool> Add(string name)
        {
            var free = name;
            for (var n = 2; await db.Tags.AnyAsync(t => t.Name == free); n++) free = $"{name}-{n}";
            db.Tags.Add(new Tag { Name = free });
            try { await db.SaveChangesAsync(); return true; }
            catch (DbUpdateException) { return false; }
        }
        """);

    [Fact]
    public Task A_loop_over_pages_before_a_row_is_added() => Shop.Service("""
        public async Task Add(string phone)
        {
            for (var page = 0; await db.Tags.AnyAsync(t => t.Id > page * 100); page++) Console.WriteLine(page);
            db.Customers.Add(new Customer { Phone = phone });
            await db.SaveChangesAsync();
        }
        """);

    [Theory]
    [InlineData("EntityState.Modified")]
    [InlineData("EntityState.Unchanged")]
    public Task A_row_that_is_marked_as_something_else(string state) => Shop.Service($$"""
        public async Task Register(string phone)
        {
            if (await db.Customers.AnyAsync(c => c.Phone == phone)) return;
            var customer = new Customer { Phone = phone };
            db.Entry(customer).State = {{state}};
            await db.SaveChangesAsync();
        }
        """);

    [Theory]
    [InlineData("public bool Allows(int count) => count > 0;")]
    [InlineData("public bool Allows(int count) => limit < 100;")]
    public Task Another_object_that_knows_no_limit_of_the_count(string allows) => Shop.File($$"""
        public class Policy(int limit) { public int Limit => limit; {{allows}} }

        public class Service(ShopContext db, Policy policy)
        {
            public async Task<bool> Register(int id)
            {
                var count = await db.Registrations.CountAsync(r => r.EventId == id);
                if (!policy.Allows(count)) return false;
                db.Registrations.Add(new Registration { EventId = id });
                await db.SaveChangesAsync();
                return true;
            }
        }
        """);

    [Fact]
    public Task Two_values_that_a_helper_loads_together() => Shop.Service("""
        private async Task<(int Votes, Option Row)> Load(int from, int to)
        {
            var votes = await db.Options.Where(o => o.Id == from).Select(o => o.Votes).SingleAsync();
            return (votes, await db.Options.SingleAsync(o => o.Id == to));
        }

        public async Task Rename(int from, int to)
        {
            var (votes, target) = await Load(from, to);
            target.Name = $"{votes}";
            await db.SaveChangesAsync();
        }
        """);

    [Theory]
    [InlineData("if (Closed.HasValue) return; Closed = now;")] // nobody is refused
    [InlineData("if (now.Year < 2000) throw new ArgumentException(); Closed = now;")] // another question
    public Task A_method_of_the_row_that_refuses_nobody_who_comes_second(string body) => Shop.File($$"""
        public class Case { public int Id { get; set; } public DateTime? Closed { get; private set; } public void Close(DateTime now) { {{body}} } }
        public class Note { public int Id { get; set; } public string Text { get; set; } = ""; }
        public class Office : DbContext { public DbSet<Case> Cases => Set<Case>(); public DbSet<Note> Notes => Set<Note>(); }

        public class Service(Office db)
        {
            public async Task Close(int id)
            {
                var one = await db.Cases.SingleAsync(c => c.Id == id);
                one.Close(DateTime.UtcNow);
                db.Notes.Add(new Note { Text = "closed" });
                await db.SaveChangesAsync();
            }
        }
        """);

    [Fact]
    public Task A_method_of_the_row_that_refuses_when_nothing_else_comes_of_it() => Shop.File("""
        public class Case { public int Id { get; set; } public DateTime? Closed { get; private set; } public void Close(DateTime now) { if (Closed.HasValue) throw new InvalidOperationException(); Closed = now; } }
        public class Office : DbContext { public DbSet<Case> Cases => Set<Case>(); }

        public class Service(Office db)
        {
            public async Task Close(int id)
            {
                var one = await db.Cases.SingleAsync(c => c.Id == id);
                one.Close(DateTime.UtcNow);
                await db.SaveChangesAsync();
            }
        }
        """);

    [Fact]
    public Task A_value_that_a_method_of_the_row_works_out_once() => Shop.File("""
        public class Report { public int Id { get; set; } public string Json { get; set; } = ""; public string? Title { get; set; } public string Read() { if (Title != null) return Title; Title = Json.Trim(); return Title; } }
        public class Office : DbContext { public DbSet<Report> Reports => Set<Report>(); }

        public class Service(Office db)
        {
            public async Task Rename(int id, string json)
            {
                var report = await db.Reports.SingleAsync(r => r.Id == id);
                Console.WriteLine(report.Read());
                report.Json = json;
                await db.SaveChangesAsync();
            }
        }
        """);

    [Fact]
    public Task An_object_made_of_the_rows_that_were_joined() => Shop.Service("""
        public async Task<decimal> Total(string phone)
        {
            var order = await (from o in db.Orders join c in db.Customers on o.Number equals c.Id where c.Phone == phone select new Order { Total = o.Total }).FirstAsync();
            order.Total += 10;
            await db.SaveChangesAsync();
            return order.Total;
        }
        """);
}
