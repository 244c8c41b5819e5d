namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Rows that are added in any case, after something made sure that they may be.</summary>
public class Ensured_Reports
{
    [Theory]
    [InlineData("while (await db.Customers.AnyAsync(c => c.Code == code)) code = $\"{name}-{next++}\";")]
    [InlineData("do code = $\"{name}-{next++}\"; while (await db.Customers.AnyAsync(c => c.Code == code));")]
    [InlineData("while (db.Customers.Any(c => c.Code == code)) { code = Guid.NewGuid().ToString(\"N\"); }")]
    public Task A_name_that_is_tried_until_nobody_has_it(string loop) => Shop.Service($$"""
        public async Task Create(string name)
        {
            var code = name;
            var next = 2;
            {{loop}}
            {|RACE3002:db.Customers.Add(new Customer { Code = code })|};
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_helper_that_throws_when_there_is_one() => Shop.Service("""
        public async Task Register(string phone)
        {
            await EnsureIsFree(phone);
            {|RACE3002:db.Customers.Add(new Customer { Phone = phone })|};
            await db.SaveChangesAsync();
        }

        private async Task EnsureIsFree(string phone)
        {
            if (await db.Customers.AnyAsync(c => c.Phone == phone)) throw new InvalidOperationException("taken");
        }
        """);

    [Fact]
    public Task A_helper_that_throws_when_there_are_too_many() => Shop.Service("""
        public async Task Register(int id, int spots)
        {
            await CheckCapacity(id, spots);
            {|RACE3003:db.Registrations.Add(new Registration { EventId = id, Spots = spots })|};
            await db.SaveChangesAsync();
        }

        private async Task CheckCapacity(int id, int spots)
        {
            var taken = await db.Registrations.Where(r => r.EventId == id).SumAsync(r => r.Spots);
            if (taken + spots > 100) throw new InvalidOperationException("full");
        }
        """);

    [Fact]
    public Task A_collection_that_only_its_owner_sees() => Shop.File("""
        public class Guest { public int Id { get; set; } public string Name { get; set; } = ""; }
        public class Table
        {
            private readonly List<Guest> _guests = [];
            public int Id { get; private set; }
            public int Seats { get; private set; }
            public IReadOnlyCollection<Guest> Guests => _guests;

            public bool TrySeat(string name)
            {
                if (_guests.Count >= Seats) return false;
                _guests.Add(new Guest { Name = name });
                return true;
            }
        }

        public class Restaurant : DbContext { public DbSet<Table> Tables => Set<Table>(); }

        public class Service(Restaurant db)
        {
            public async Task<bool> Seat(int id, string name)
            {
                var table = await db.Tables.Include(t => t.Guests).SingleAsync(t => t.Id == id);
                var seated = {|RACE3003:table.TrySeat(name)|};
                await db.SaveChangesAsync();
                return seated;
            }
        }
        """);

    [Theory]
    [InlineData("!await db.Customers.AnyAsync(c => c.Phone == phone)", "!await IsFree(phone)")]
    [InlineData("!await db.Customers.AnyAsync(c => c.Phone == phone)", "await IsFree(phone) == false")]
    [InlineData("await db.Customers.AnyAsync(c => c.Phone == phone)", "await IsFree(phone)")]
    public Task A_helper_that_turns_the_answer_round(string question, string refusal) => Shop.Service($$"""
        private async Task<bool> IsFree(string phone) => {{question}};

        public async Task Register(string phone)
        {
            if ({{refusal}}) return;
            {|RACE3002:db.Customers.Add(new Customer { Phone = phone })|};
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_collection_whose_owner_throws_when_it_is_full() => Shop.File("""
        public class Guest { public int Id { get; set; } public string Name { get; set; } = ""; }
        public class Table
        {
            private readonly List<Guest> _guests = [];
            public int Id { get; private set; }
            public int Seats { get; private set; }
            public IReadOnlyList<Guest> Guests => _guests;

            public void Seat(string name)
            {
                if (_guests.Count >= Seats) throw new InvalidOperationException("full");
                _guests.Add(new Guest { Name = name });
            }
        }

        public class Restaurant : DbContext { public DbSet<Table> Tables => Set<Table>(); }

        public class Service(Restaurant db)
        {
            public async Task Seat(int id, string name)
            {
                var table = await db.Tables.Include(t => t.Guests).SingleAsync(t => t.Id == id);
                {|RACE3003:table.Seat(name)|};
                await db.SaveChangesAsync();
            }
        }
        """);
}
