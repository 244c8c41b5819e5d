namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>A state of which there are but two is a flag: who sets it twice has set it once.</summary>
public class PairsOfStates
{
    [Theory]
    [InlineData("message.State = State.Processed;")]
    [InlineData("message.State = State.Processed; message.At = DateTime.UtcNow;")]
    public Task Set_and_nothing_else(string change) => Inbox(change);

    [Fact]
    public Task Set_and_a_row_added() => Inbox("{|RACE3004:message.State = State.Processed|}; db.Payments.Add(new Payment { Message = message.Id });");

    private static Task Inbox(string change) => Shop.File($$"""
        public enum State { InProgress, Processed }
        public class Message { public int Id { get; set; } public State State { get; set; } public DateTime At { get; set; } }
        public class Payment { public int Id { get; set; } public int Message { get; set; } }
        public class Inbox : DbContext { public DbSet<Message> Messages => Set<Message>(); public DbSet<Payment> Payments => Set<Payment>(); }
        public class Processor(Inbox db)
        {
            public async Task Process(int id)
            {
                var message = await db.Messages.FirstAsync(m => m.Id == id && m.State == State.InProgress);
                {{change}}
                await db.SaveChangesAsync();
            }
        }
        """);
}
