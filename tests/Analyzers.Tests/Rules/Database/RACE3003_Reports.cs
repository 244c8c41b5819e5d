namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3003_Reports
{
    [Theory]
    [InlineData("var taken = await db.Registrations.Where(r => r.EventId == id).SumAsync(r => r.Spots); if (taken + spots > 100) return;")]
    [InlineData("var taken = await db.Registrations.Where(r => r.EventId == id).SumAsync(r => r.Spots); if (limit - taken < spots) return;")]
    [InlineData("if (await db.Registrations.CountAsync(r => r.EventId == id) >= limit) return;")]
    [InlineData("var count = db.Registrations.Count(r => r.EventId == id); if (count >= limit) throw new InvalidOperationException();")]
    public Task A_row_added_while_there_is_room(string check) => Shop.Service($$"""
        public async Task Register(int id, int spots, int limit)
        {
            {{check}}
            [|db.Registrations.Add(new Registration { EventId = id, Spots = spots })|];
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_row_added_in_the_branch_that_has_room() => Shop.Service("""
        public async Task Register(int id, int limit)
        {
            var count = await db.Registrations.CountAsync(r => r.EventId == id);
            if (count < limit) [|db.Registrations.Add(new Registration { EventId = id })|];
            await db.SaveChangesAsync();
        }
        """);

    [Theory]
    [InlineData("if (order.Lines.Count >= limit) return;")]
    [InlineData("var taken = order.Lines.Sum(l => l.Quantity); if (taken + 1 > limit) throw new InvalidOperationException();")]
    public Task A_row_added_through_the_collection_that_has_room(string check) => Shop.Service($$"""
        public async Task Add(int id, int limit)
        {
            var order = await db.Orders.Include(o => o.Lines).SingleAsync(o => o.Id == id);
            {{check}}
            [|order.Lines.Add(new Line { Quantity = 1 })|];
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_state_that_counts_given_while_there_is_room() => Shop.Service("""
        public async Task<bool> Confirm(int id, int limit)
        {
            var order = await db.Orders.SingleAsync(o => o.Id == id);
            var paid = await db.Orders.CountAsync(o => o.Status == Status.Paid);
            if (paid >= limit) return false;
            [|order.Status = Status.Paid|];
            await db.SaveChangesAsync();
            return true;
        }
        """);

    [Theory]
    [InlineData("if (balance < -spots) return;")]
    [InlineData("if (-spots > balance) throw new InvalidOperationException();")]
    public Task A_balance_that_is_summed_up_and_spent(string check) => Shop.Service($$"""
        public async Task Spend(int id, int spots)
        {
            var balance = await db.Registrations.Where(r => r.EventId == id).SumAsync(r => r.Spots);
            {{check}}
            [|db.Registrations.Add(new Registration { EventId = id, Spots = spots })|];
            await db.SaveChangesAsync();
        }
        """);
}
