namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3006_Silent
{
    [Fact]
    public Task A_maximum_that_is_copied() => Shop.Service("""
        public async Task Create()
        {
            var number = await db.Orders.MaxAsync(o => o.Number);
            db.Orders.Add(new Order { Number = number });
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_number_that_goes_nowhere_near_the_row() => Shop.Service("""
        public async Task<int> Create()
        {
            var position = await db.Orders.CountAsync() + 1;
            db.Orders.Add(new Order());
            await db.SaveChangesAsync();
            return position;
        }
        """);
}
