namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3004_Silent
{
    [Theory]
    [InlineData("order.Status = Status.Paid;")]
    [InlineData("if (order.Status != Status.Paid) order.Status = Status.Paid;")]
    [InlineData("if (!order.Reminded) order.Reminded = true;")]
    [InlineData("if (order.Total > 0) order.Status = Status.Paid;")]
    [InlineData("order.Status = status;")]
    [InlineData("if (order.Reminded || order.Total > 0) { order.Reminded = true; db.Tags.Add(new Tag { Name = \"late\" }); }")]
    public Task A_state_that_is_set_whatever_it_was(string change) => Shop.Service($$"""
        public async Task Change(int id, Status status)
        {
            var order = await db.Orders.SingleAsync(o => o.Id == id);
            {{change}}
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task The_expected_state_in_the_statement() => Shop.Service("""
        public async Task<bool> Pay(int id) =>
            await db.Orders.Where(o => o.Id == id && o.Status == Status.Pending).ExecuteUpdateAsync(s => s.SetProperty(o => o.Status, Status.Paid)) == 1;
        """);

    [Fact]
    public Task A_state_that_is_already_what_is_written() => Shop.Service("""
        public async Task Confirm(int id)
        {
            var order = await db.Orders.SingleAsync(o => o.Id == id);
            if (order.Status == Status.Paid)
            {
                order.Status = Status.Paid;
                db.Tags.Add(new Tag { Name = "paid" });
            }

            await db.SaveChangesAsync();
        }
        """);

    [Theory]
    [InlineData("int", "Status == Status.Pending", "Status = Status.Cancelled", "orders.Count")]
    [InlineData("List<Order>", "Total > least", "Status = Status.Cancelled", "orders")]
    [InlineData("List<Order>", "Status == Status.Pending", "Total = least", "orders")]
    [InlineData("List<Order>", "Status == status", "Status = status", "orders")]
    [InlineData("List<Order>", "Status == Status.Pending", "Lines.Clear()", "orders")]
    public Task Many_that_end_the_same_whoever_comes_first(string type, string asked, string change, string result) => Shop.Service($$"""
        public async Task<{{type}}> Expire(decimal least, Status status)
        {
            var orders = await db.Orders.Where(o => o.{{asked}}).ToListAsync();
            foreach (var order in orders) order.{{change}};
            await db.SaveChangesAsync();
            return {{result}};
        }
        """);
}
