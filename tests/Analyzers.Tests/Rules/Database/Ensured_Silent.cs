namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Helpers and loops that do not decide about the row that is added.</summary>
public class Ensured_Silent
{
    [Theory]
    [InlineData("if (!await db.Customers.AnyAsync(c => c.Phone == phone)) throw new InvalidOperationException(\"unknown\");")] // it has to be there
    [InlineData("if (await db.Tags.AnyAsync(t => t.Name == phone)) throw new InvalidOperationException(\"blocked\");")] // of another table
    [InlineData("if (phone.Length == 0) throw new InvalidOperationException(\"empty\");")]
    [InlineData("if (await db.Customers.AnyAsync(c => c.Phone == phone)) Console.WriteLine(\"again\");")]
    public Task A_helper_that_asks_something_else(string check) => Shop.Service($$"""
        public async Task Register(string phone)
        {
            await Check(phone);
            db.Customers.Add(new Customer { Code = phone });
            await db.SaveChangesAsync();
        }

        private async Task Check(string phone)
        {
            await Task.Yield();
            {{check}}
        }
        """);

    [Fact]
    public Task A_helper_whose_answer_a_unique_index_backs() => Shop.Service("""
        public async Task<bool> Register(string email)
        {
            await Check(email);
            db.Customers.Add(new Customer { Email = email });
            try { await db.SaveChangesAsync(); return true; }
            catch (DbUpdateException) { return false; }
        }

        private async Task Check(string email)
        {
            if (await db.Customers.AnyAsync(c => c.Email == email)) throw new InvalidOperationException("taken");
        }
        """);

    [Theory]
    [InlineData("while (await db.Orders.AnyAsync(o => o.Number == number)) number++;")] // of another table
    [InlineData("for (var i = 0; i < number; i++) Console.WriteLine(i);")]
    public Task A_loop_that_looks_for_something_else(string loop) => Shop.Service($$"""
        public async Task Create(int number)
        {
            await Task.Yield();
            {{loop}}
            db.Customers.Add(new Customer { Code = number.ToString() });
            await db.SaveChangesAsync();
        }
        """);

    [Theory]
    [InlineData("_guests.Add(new Guest { Name = name }); return true;")] // nothing is counted
    [InlineData("if (_guests.Count > 0) Opened = true; _guests.Add(new Guest { Name = name }); return true;")] // nobody is refused
    [InlineData("if (_guests.Count >= Seats) return false; _notes.Add(name); return true;")] // no row
    public Task A_list_of_the_row_itself_without_a_limit_on_rows(string body) => Shop.File($$"""
        public class Guest { public int Id { get; set; } public string Name { get; set; } = ""; }
        public class Table
        {
            private readonly List<Guest> _guests = [];
            private readonly List<string> _notes = [];
            public int Id { get; private set; }
            public int Seats { get; private set; }
            public bool Opened { get; private set; }
            public IReadOnlyCollection<Guest> Guests => _guests;
            public IReadOnlyCollection<string> Notes => _notes;
            public bool TrySeat(string name) { {{body}} }
        }

        public class Restaurant : DbContext { public DbSet<Table> Tables => Set<Table>(); }

        public class Service(Restaurant db)
        {
            public async Task<bool> Seat(int id, string name)
            {
                var table = await db.Tables.Include(t => t.Guests).SingleAsync(t => t.Id == id);
                var seated = table.TrySeat(name);
                await db.SaveChangesAsync();
                return seated;
            }
        }
        """);

    [Theory]
    [InlineData("!await db.Customers.AnyAsync(c => c.Phone == phone)", "await IsFree(phone)")]
    [InlineData("await db.Customers.AnyAsync(c => c.Phone == phone)", "!await IsFree(phone)")]
    [InlineData("!await db.Customers.AnyAsync(c => c.Phone == phone)", "await IsFree(phone) == true")]
    public Task A_helper_that_asks_whether_the_owner_is_there(string question, string refusal) => Shop.Service($$"""
        private async Task<bool> IsFree(string phone) => {{question}};

        public async Task Again(string phone)
        {
            if ({{refusal}}) return;
            db.Customers.Add(new Customer { Phone = phone });
            await db.SaveChangesAsync();
        }
        """);

    [Theory]
    [InlineData("while (await db.Sent.AnyAsync(m => m.Id == id)) id = Guid.NewGuid();")]
    [InlineData("while (await db.Sent.AnyAsync(m => m.Id == id)) { id = Guid.CreateVersion7(); }")]
    public Task An_id_that_nobody_else_can_have(string loop) => Shop.File($$"""
        public class Mail { public Guid Id { get; set; } public string To { get; set; } = ""; }
        public class Mails : DbContext { public DbSet<Mail> Sent => Set<Mail>(); }
        public class Service(Mails db)
        {
            public async Task Send(string to)
            {
                var id = Guid.NewGuid();
                {{loop}}
                db.Sent.Add(new Mail { Id = id, To = to });
                await db.SaveChangesAsync();
            }
        }
        """);
}
