namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Lists that are asked before a row is added, and say nothing of whether there is one like it.</summary>
public class LoadedLists_Silent
{
    [Theory]
    [InlineData("var codes = await db.Customers.Select(c => c.Code).ToListAsync(); if (!codes.Contains(code)) return;")] // there has to be one
    [InlineData("var phones = await db.Customers.Select(c => c.Phone).FirstAsync(); if (phones.Contains(code)) return;")] // a text, not a list
    [InlineData("var all = await db.Customers.ToListAsync(); if (!all.Any()) return;")]
    [InlineData("var all = await db.Customers.ToListAsync(); if (all.Any()) return;")] // fills an empty table
    [InlineData("var tags = await db.Tags.Select(t => t.Name).ToListAsync(); if (tags.Contains(code)) return;")] // other rows
    [InlineData("var all = await db.Customers.ToListAsync(); string[] banned = [\"x\"]; if (banned.Contains(code)) return; Console.WriteLine(all.Count);")]
    public Task Another_question(string check) => Shop.Service($$"""
        public async Task Create(string code)
        {
            {{check}}
            db.Customers.Add(new Customer { Code = code });
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_unique_index_whose_violation_is_caught() => Shop.Service("""
        public async Task<bool> Register(string email)
        {
            var taken = await db.Customers.Select(c => c.Email).ToListAsync();
            if (taken.Contains(email)) return false;
            db.Customers.Add(new Customer { Email = email });
            try { await db.SaveChangesAsync(); return true; }
            catch (DbUpdateException) { return false; }
        }
        """);

    [Fact]
    public Task Rows_that_are_seeded() => Shop.Service("""
        public async Task SeedCustomers(string[] codes)
        {
            var taken = await db.Customers.Select(c => c.Code).ToListAsync();
            foreach (var code in codes)
                if (!taken.Contains(code)) db.Customers.Add(new Customer { Code = code });
            await db.SaveChangesAsync();
        }
        """);
}
