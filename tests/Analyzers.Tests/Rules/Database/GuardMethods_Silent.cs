namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Guard methods of a row whose answer the change does not spoil.</summary>
public class GuardMethods_Silent
{
    [Theory]
    [InlineData("if (Owner != by.Length) throw new UnauthorizedAccessException();")] // who may, not in which state
    [InlineData("if (State == State.Draft) Console.WriteLine(State);")] // throws nothing
    [InlineData("if (by.Length == 0) throw new ArgumentException(nameof(by)); Console.WriteLine(State);")] // throws for another reason
    [InlineData("try { if (by.Length == 0) throw new ArgumentException(nameof(by)); } finally { Console.WriteLine(State); }")]
    public Task It_asks_something_else(string guard) => GuardMethods.Request($$"""
        public void Approve(string by) { Ensure(by); State = State.Approved; DecidedBy = by; }
        private void Ensure(string by) { {{guard}} }
        """, "request.Approve(by);");

    [Fact]
    public Task Another_column_is_changed() => GuardMethods.Request("""
        public void Sign(string by) { EnsureSubmitted(); DecidedBy = by; }
        private void EnsureSubmitted() { if (State != State.Submitted) throw new InvalidOperationException(); }
        """, "request.Sign(by);");

    [Fact]
    public Task A_version_of_the_row_refuses_the_second() => GuardMethods.Request("""
        public void Approve(string by) { EnsureSubmitted(); State = State.Approved; }
        private void EnsureSubmitted() { if (State != State.Submitted) throw new InvalidOperationException(); }
        """, "request.Approve(by); try { await db.SaveChangesAsync(); return; } catch (DbUpdateConcurrencyException) { db.ChangeTracker.Clear(); }", "[Timestamp] public byte[] Version { get; set; } = [];");

    [Fact]
    public Task The_guard_comes_after_the_change() => GuardMethods.Request("""
        public void Reset() => State = State.Draft;
        private void EnsureSubmitted() { if (State != State.Submitted) throw new InvalidOperationException(); }
        public string Show() { EnsureSubmitted(); return State.ToString(); }
        """, "request.Reset(); Console.WriteLine(request.Show());");
}
