namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Columns that a pattern asks for.</summary>
public class Patterns_Reports
{
    [Theory]
    [InlineData("if (order is not { Status: Status.Pending }) return;")]
    [InlineData("if (order is { Status: Status.Paid or Status.Cancelled }) return;")]
    [InlineData("switch (order) { case null: return; case { Status: not Status.Pending }: return; }")]
    [InlineData("switch (order) { case { Total: > 0, Status: Status.Pending }: break; default: return; }")]
    [InlineData("if (order is { Status: var status } && status != Status.Pending) return;")]
    public Task A_state(string check) => Shop.Service($$"""
        public async Task Pay(int id)
        {
            var order = await db.Orders.SingleAsync(o => o.Id == id);
            {{check}}
            {|RACE3004:order.Status = Status.Paid|};
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_place_that_nobody_has_yet() => Shop.File("""
        public class Seat { public int Id { get; set; } public string? Holder { get; set; } }
        public class Seats : DbContext { public DbSet<Seat> All => Set<Seat>(); }

        public class Service(Seats db)
        {
            public async Task<bool> Take(int id, string name)
            {
                var seat = await db.All.SingleAsync(s => s.Id == id);
                if (seat is { Holder: not null }) return false;
                {|RACE3004:seat.Holder = name|};
                await db.SaveChangesAsync();
                return true;
            }
        }
        """);
}
