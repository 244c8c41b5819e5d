namespace RaceSafe.CodeFixes.Tests.Database;

/// <summary>The new value flows to where it is used.</summary>
public sealed class UseRowIncrementTests
{
    [Fact]
    public Task The_returned_value_is_this_callers_own() => RowFixCode.Becomes(
        """
        public async Task<int?> VoteAsync(int id, CancellationToken cancel)
        {
            var option = await db.Options.FirstOrDefaultAsync(o => o.Id == id, cancel);
            if (option is null) return null;
            {|RACE3001:option.Votes++|};
            await db.SaveChangesAsync(cancel);
            return option.Votes;
        }
        """,
        """
        public async Task<int?> VoteAsync(int id, CancellationToken cancel)
        {
            if (await db.Options.Where(o => o.Id == id).IncrementAsync(o => o.Votes, 1, cancellationToken: cancel) is not { } votes) return null;
            return votes;
        }
        """, RowFixCode.WithRuntime, "using RaceSafe;\n");

    [Fact]
    public Task A_row_that_must_be_there() => RowFixCode.Becomes(
        """
        public async Task<string> ViewAsync(int id, int by)
        {
            var option = await db.Options.SingleAsync(o => o.Id == id);
            {|RACE3001:option.Views -= by|};
            await db.SaveChangesAsync();
            return option.Views == 10 ? "tenth" : $"number {option.Views}";
        }
        """,
        """
        public async Task<string> ViewAsync(int id, int by)
        {
            var views = await db.Options.Where(o => o.Id == id).IncrementAsync(o => o.Views, -by) ?? throw new InvalidOperationException("Sequence contains no elements.");
            return views == 10 ? "tenth" : $"number {views}";
        }
        """, RowFixCode.WithRuntime, "using RaceSafe;\n");

    [Fact]
    public Task The_event_of_a_vote_has_its_number_and_is_saved_with_it() => RowFixCode.Becomes(
        """
        public async Task VoteAsync(int id)
        {
            var option = await db.Options.SingleAsync(o => o.Id == id);
            {|RACE3001:option.Votes++|};
            db.Votes.Add(new Vote { OptionId = id, After = option.Votes });
            await db.SaveChangesAsync();
        }
        """,
        """
        public async Task VoteAsync(int id)
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var votes = await db.Options.Where(o => o.Id == id).IncrementAsync(o => o.Votes, 1) ?? throw new InvalidOperationException("Sequence contains no elements.");
            db.Votes.Add(new Vote { OptionId = id, After = votes });
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        """, RowFixCode.WithRuntime, "using RaceSafe;\n");

    [Fact]
    public Task A_row_that_is_needed_for_more_gets_the_value() => RowFixCode.Becomes(
        """
        public async Task<Option> VoteAsync(int id)
        {
            var option = await db.Options.SingleAsync(o => o.Id == id);
            {|RACE3001:option.Votes++|};
            await db.SaveChangesAsync();
            Console.WriteLine(option.Name);
            return option;
        }
        """,
        """
        public async Task<Option> VoteAsync(int id)
        {
            var option = await db.Options.SingleAsync(o => o.Id == id);
            _ = await db.Options.Where(o => o.Id == id).IncrementAsync(o => o.Votes, 1) ?? throw new DbUpdateConcurrencyException("The row is gone.");
            Console.WriteLine(option.Name);
            return option;
        }
        """, RowFixCode.WithRuntime, "using RaceSafe;\n");

    [Theory]
    [InlineData("public int M(int id) { var option = db.Options.Single(o => o.Id == id); {|RACE3001:option.Votes++|}; db.SaveChanges(); return option.Votes; }")] // nothing may be awaited
    [InlineData("public async Task<int> M(int id) { var option = await db.Options.SingleAsync(o => o.Id == id); var before = option.Votes; {|RACE3001:option.Votes++|}; await db.SaveChangesAsync(); return option.Votes - before; }")]
    [InlineData("public async Task<Option> M(int id) { var option = await db.Options.AsNoTracking().SingleAsync(o => o.Id == id); {|RACE3001:option.Votes++|}; db.Update(option); await db.SaveChangesAsync(); return option; }")]
    public Task Is_not_offered_where_the_value_could_not_flow(string member) => RowFixCode.Stays($"{member}\n{RowFixCode.WeakCaller("Task.FromResult(M(1))")}");

    [Fact]
    public Task Is_not_offered_without_the_runtime() => RowFixCode.Stays(
        "public async Task<int> M(int id) { var option = await db.Options.SingleAsync(o => o.Id == id); {|RACE3001:option.Votes++|}; await db.SaveChangesAsync(); return option.Votes; }",
        RowFixCode.Plain);
}
