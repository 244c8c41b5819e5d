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
}
