namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Patterns on rows that lead to no more than what is there already.</summary>
public class Patterns_Silent
{
    [Theory]
    [InlineData("if (order is { Reminded: false })")]
    [InlineData("if (order is not { Reminded: true })")]
    [InlineData("if (order.Reminded is false)")]
    public Task A_flag_that_is_only_set_when_it_is_not(string check) => Shop.Service($$"""
        public async Task Remind(int id)
        {
            var order = await db.Orders.SingleAsync(o => o.Id == id);
            {{check}} order.Reminded = true;
            await db.SaveChangesAsync();
        }
        """);

    [Theory]
    [InlineData("if (order is { Status: Status.Paid }) order.Status = Status.Paid;")]
    [InlineData("if (order is { Total: > 100 }) order.Status = Status.Paid;")]
    [InlineData("if (order is null) return; order.Status = Status.Paid;")]
    [InlineData("if (order is { Number: var number }) order.Total = number;")]
    [InlineData("if (other is { Status: Status.Pending }) order.Status = Status.Paid;")]
    public Task Another_column_another_row_or_the_same_state(string change) => Shop.Service($$"""
        public async Task Change(int id, Order other)
        {
            var order = await db.Orders.SingleAsync(o => o.Id == id);
            {{change}}
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_time_that_is_filled_in_once() => Shop.File("""
        public class Letter { public int Id { get; set; } public DateTime? ReadAt { get; set; } }
        public class Letters : DbContext { public DbSet<Letter> All => Set<Letter>(); }

        public class Service(Letters db)
        {
            public async Task Read(int id)
            {
                var letter = await db.All.SingleAsync(l => l.Id == id);
                if (letter is { ReadAt: not null }) return;
                letter.ReadAt = DateTime.UtcNow;
                await db.SaveChangesAsync();
            }
        }
        """);
}
