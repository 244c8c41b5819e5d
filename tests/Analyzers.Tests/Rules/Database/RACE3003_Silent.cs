namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3003_Silent
{
    [Fact]
    public Task A_count_that_is_only_shown() => Shop.Service("""
        public async Task<int> Register(int id)
        {
            var count = await db.Registrations.CountAsync(r => r.EventId == id);
            db.Registrations.Add(new Registration { EventId = id });
            await db.SaveChangesAsync();
            return count;
        }
        """);

    [Fact]
    public Task A_limit_on_another_table() => Shop.Service("""
        public async Task Register(int id)
        {
            if (await db.Orders.CountAsync(o => o.Id == id) >= 10) return;
            db.Registrations.Add(new Registration { EventId = id });
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_locked_parent_row() => Shop.Service("""
        public async Task Register(int id)
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"SELECT 1 FROM events WHERE id = {id} FOR UPDATE");
            if (await db.Registrations.CountAsync(r => r.EventId == id) >= 100) return;
            db.Registrations.Add(new Registration { EventId = id });
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        """);

    [Fact]
    public Task A_limit_on_rows_in_memory() => Shop.Service("""
        public async Task Register(List<Registration> batch, int id)
        {
            if (batch.Count >= 10) return;
            db.Registrations.Add(new Registration { EventId = id });
            await db.SaveChangesAsync();
        }
        """);

    [Theory]
    [InlineData("taken + spots > limit")]
    [InlineData("limit < taken + spots")]
    [InlineData("limit - taken < spots")]
    public Task A_row_added_because_there_is_no_room(string isFull) => Shop.Service($$"""
        public async Task Wait(int id, int spots, int limit)
        {
            var taken = await db.Registrations.Where(r => r.EventId == id).SumAsync(r => r.Spots);
            if ({{isFull}})
            {
                db.Registrations.Add(new Registration { EventId = id, Spots = 0 });
                await db.SaveChangesAsync();
            }
        }
        """);

    [Fact]
    public Task A_row_added_because_a_helper_counts_no_room() => Shop.Service("""
        public async Task Wait(int id, int spots, int limit)
        {
            if (await Taken(id) + spots > limit) db.Registrations.Add(new Registration { EventId = id, Spots = 0 });
            await db.SaveChangesAsync();
        }

        private Task<int> Taken(int id) => db.Registrations.Where(r => r.EventId == id).SumAsync(r => r.Spots);
        """);

    [Theory]
    [InlineData("if (order.Lines.Count > 100) order.Total = 0;")] // nobody is refused
    [InlineData("if (limit > 100) throw new InvalidOperationException();")] // another limit
    [InlineData("if (order.Lines.Count == 0) order.Total = 0;")]
    public Task A_row_added_through_a_collection_that_is_not_asked(string check) => Shop.Service($$"""
        public async Task Add(int id, int limit)
        {
            var order = await db.Orders.Include(o => o.Lines).SingleAsync(o => o.Id == id);
            {{check}}
            order.Lines.Add(new Line { Quantity = 1 });
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_state_that_is_given_where_there_is_too_much() => Shop.Service("""
        public async Task Cancel(int id, int limit)
        {
            var order = await db.Orders.SingleAsync(o => o.Id == id);
            var paid = await db.Orders.CountAsync(o => o.Status == Status.Paid);
            if (paid > limit) order.Status = Status.Cancelled;
            await db.SaveChangesAsync();
        }
        """);

    [Theory]
    [InlineData("var total = await db.Registrations.Where(r => r.EventId == id).SumAsync(r => r.Spots); if (total < 100) return; db.Registrations.Add(new Registration { EventId = id, Spots = 0 });")]
    [InlineData("var total = await db.Registrations.Where(r => r.EventId == id).SumAsync(r => r.Spots); if (total >= least) db.Registrations.Add(new Registration { EventId = id, Spots = 0 });")]
    [InlineData("var total = await db.Registrations.Where(r => r.EventId == id).SumAsync(r => r.Spots); if (total < least) return; db.Registrations.Add(new Registration { EventId = id });")]
    [InlineData("var total = await db.Registrations.CountAsync(r => r.EventId == id); if (total < least) return; db.Registrations.Add(new Registration { EventId = id, Spots = 1 });")]
    public Task A_row_for_having_reached_something(string add) => Shop.Service($$"""
        public async Task Reward(int id, int least)
        {
            {{add}}
            await db.SaveChangesAsync();
        }
        """);
}
