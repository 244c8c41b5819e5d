namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Rows that are added because a list of rows, loaded before, has none like them.</summary>
public class LoadedLists_Reports
{
    [Theory]
    [InlineData("var taken = await db.Customers.Select(c => c.Code).ToListAsync(); if (taken.Contains(code)) return;")]
    [InlineData("var taken = await db.Customers.Select(c => c.Code).ToListAsync(); var isTaken = taken.Contains(code); if (isTaken) return;")]
    [InlineData("var taken = (await db.Customers.Select(c => c.Code).ToListAsync()).ToHashSet(); if (taken.Contains(code)) throw new InvalidOperationException();")]
    [InlineData("if ((await db.Customers.Select(c => c.Code).ToListAsync()).Contains(code)) return;")]
    [InlineData("var all = await db.Customers.ToListAsync(); if (all.Any(c => c.Code == code)) return;")]
    [InlineData("var all = await db.Customers.ToListAsync(); if (all.Exists(c => c.Code == code)) return;")]
    [InlineData("var all = await db.Customers.ToListAsync(); if (all.FirstOrDefault(c => c.Code == code) != null) return;")]
    [InlineData("var same = await db.Customers.Where(c => c.Code == code).ToListAsync(); if (same.Any()) return;")]
    [InlineData("var byCode = await db.Customers.ToDictionaryAsync(c => c.Code); if (byCode.ContainsKey(code)) return;")]
    public Task A_list_that_is_asked_in_memory(string check) => Shop.Service($$"""
        public async Task Create(string code)
        {
            {{check}}
            {|RACE3002:db.Customers.Add(new Customer { Code = code })|};
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_list_that_a_repository_gives_out() => Shop.File("""
        public class Customers(ShopContext db)
        {
            public async Task<List<Customer>> All() => await db.Customers.ToListAsync();
            public async Task Add(Customer customer) { db.Customers.Add(customer); await db.SaveChangesAsync(); }
        }

        public class Service(Customers customers)
        {
            public async Task Register(string phone)
            {
                var known = await customers.All();
                bool isKnown = known.Any(c => c.Phone == phone);
                if (isKnown) throw new ArgumentException("known already");
                await {|RACE3002:customers.Add(new Customer { Phone = phone })|};
            }
        }
        """);

    [Fact]
    public Task A_helper_that_throws_when_the_list_has_one() => Shop.Service("""
        public async Task Register(string phone)
        {
            await EnsureIsFree(phone);
            {|RACE3002:db.Customers.Add(new Customer { Phone = phone })|};
            await db.SaveChangesAsync();
        }

        private async Task EnsureIsFree(string phone)
        {
            var same = await db.Customers.Where(c => c.Phone == phone).ToListAsync();
            if (same.Any()) throw new InvalidOperationException("taken");
        }
        """);
}
