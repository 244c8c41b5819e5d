namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3006_Reports
{
    [Theory]
    [InlineData("var number = await db.Orders.MaxAsync(o => o.Number) + 1;")]
    [InlineData("var last = await db.Orders.MaxAsync(o => o.Number); var number = last + 1;")]
    [InlineData("var number = await db.Orders.CountAsync() + 1;")]
    [InlineData("var number = (db.Orders.Max(o => (int?)o.Number) ?? 0) + 1;")]
    public Task A_number_after_the_last(string number) => Shop.Service($$"""
        public async Task Create()
        {
            {{number}}
            [|db.Orders.Add(new Order { Number = number })|];
            await db.SaveChangesAsync();
        }
        """);
}
