namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3004_Reports
{
    [Theory]
    [InlineData("if (order.Status != Status.Pending) return;")]
    [InlineData("if (order.Status == Status.Cancelled) throw new InvalidOperationException();")]
    public Task A_transition_that_depends_on_the_loaded_state(string check) => Shop.Service($$"""
        public async Task Pay(int id)
        {
            var order = await db.Orders.SingleAsync(o => o.Id == id);
            {{check}}
            [|order.Status = Status.Paid|];
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_flag_with_a_row_added_on_the_strength_of_it() => Shop.Service("""
        public async Task Remind(int id)
        {
            var order = await db.Orders.SingleAsync(o => o.Id == id);
            if (order.Reminded) return;
            [|order.Reminded = true|];
            db.Tags.Add(new Tag { Name = "reminder" });
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task The_next_few_that_wait_are_marked_and_handed_out() => Shop.Service("""
        public async Task<List<Order>> Take(decimal least)
        {
            var orders = await db.Orders.Where(o => o.Status == Status.Pending && o.Total >= least).Take(10).ToListAsync();
            foreach (var order in orders) [|order.Status = Status.Paid|];
            await db.SaveChangesAsync();
            return orders;
        }
        """);
}
