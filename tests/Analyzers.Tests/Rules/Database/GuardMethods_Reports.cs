namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>A method of the row asks a method of its own whether it may, and that one throws.</summary>
public class GuardMethods_Reports
{
    [Theory]
    [InlineData("if (State != State.Submitted) throw new InvalidOperationException();")]
    [InlineData("if (State == State.Submitted) return; throw new InvalidOperationException();")]
    [InlineData("Ask(); } private void Ask() { if (State != State.Submitted) throw new InvalidOperationException();")]
    public Task The_state_that_the_guard_asks_is_changed(string guard) => GuardMethods.Request($$"""
        public void Approve(string by) { EnsureSubmitted(); State = State.Approved; DecidedBy = by; }
        private void EnsureSubmitted() { {{guard}} }
        """, "{|RACE3004:request.Approve(by)|};");
}

/// <summary>A request that is approved.</summary>
internal static class GuardMethods
{
    public static Task Request(string members, string change, string version = "") => Shop.File($$"""
        using System.ComponentModel.DataAnnotations;
        public enum State { Draft, Submitted, Approved }
        public class Request
        {
            public int Id { get; set; }
            public State State { get; private set; }
            public int Owner { get; private set; }
            public string? DecidedBy { get; private set; }
            {{version}}
            {{members}}
        }
        public class Requests : DbContext { public DbSet<Request> All => Set<Request>(); }
        public class Service(Requests db)
        {
            public async Task Change(int id, string by)
            {
                var request = await db.All.FindAsync(id) ?? throw new KeyNotFoundException();
                {{change}}
                await db.SaveChangesAsync();
            }
        }
        """);
}
