namespace RaceSafe.CodeFixes.Tests.Database;

/// <summary>Load, change and save become one statement.</summary>
public sealed class UseExecuteUpdateTests
{
    [Fact]
    public Task A_missing_row_is_told_by_the_number_of_changed_rows() => RowFixCode.Becomes(
        """
        public async Task<bool> VoteAsync(int id, CancellationToken cancel)
        {
            var option = await db.Options.FirstOrDefaultAsync(o => o.Id == id, cancel);
            if (option is null) return false;

            // one more
            {|RACE3001:option.Votes++|};
            await db.SaveChangesAsync(cancel);
            return true;
        }
        """,
        """
        public async Task<bool> VoteAsync(int id, CancellationToken cancel)
        {
            // one more
            var affected = await db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, o => o.Votes + 1), cancel);
            if (affected == 0) return false;
            return true;
        }
        """);

    [Fact]
    public Task A_row_that_must_be_there_is_still_missed() => RowFixCode.Becomes(
        """
        public async Task VoteAsync(int id, int by)
        {
            var option = await db.Options.SingleAsync(o => o.Id == id);
            {|RACE3001:option.Votes -= by + 1|};
            await db.SaveChangesAsync();
        }
        """,
        """
        public async Task VoteAsync(int id, int by)
        {
            var affected = await db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, o => o.Votes - (by + 1)));
            if (affected == 0)
                throw new InvalidOperationException("Sequence contains no elements.");
        }
        """);

    [Fact]
    public Task A_find_by_key_and_an_exception_of_ones_own() => RowFixCode.Becomes(
        """
        public async Task VoteAsync(int id)
        {
            var option = await db.Options.FindAsync(id) ?? throw new KeyNotFoundException($"option {id}");
            {|RACE3001:option.Votes += 1|};
            option.LastVote = DateTime.UtcNow;
            await db.SaveChangesAsync();
        }
        """,
        """
        public async Task VoteAsync(int id)
        {
            var affected = await db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, o => o.Votes + 1).SetProperty(o => o.LastVote, DateTime.UtcNow));
            if (affected == 0)
                throw new KeyNotFoundException($"option {id}");
        }
        """);

    [Fact]
    public Task Synchronous_code_stays_synchronous() => RowFixCode.Becomes(
        """
        public void View(int id)
        {
            var option = db.Options.Include(o => o.Name).Where(x => x.Id == id).Single();
            {|RACE3001:option.Views = option.Views + 1|};
            db.SaveChanges();
        }
        """,
        """
        public void View(int id)
        {
            var affected = db.Options.Where(x => x.Id == id).ExecuteUpdate(s => s.SetProperty(x => x.Views, x => x.Views + 1));
            if (affected == 0)
                throw new InvalidOperationException("Sequence contains no elements.");
        }
        """);

    [Fact]
    public Task A_branch_for_a_row_that_is_there() => RowFixCode.Becomes(
        """
        public async Task VoteAsync(string name)
        {
            var tag = await db.Tags.FirstOrDefaultAsync(t => t.Name == name);
            if (tag != null)
            {
                {|RACE3001:tag.Uses++|};
                await db.SaveChangesAsync().ConfigureAwait(false);
            }
        }
        """,
        """
        public async Task VoteAsync(string name)
        {
            await db.Tags.Where(t => t.Name == name).ExecuteUpdateAsync(s => s.SetProperty(t => t.Uses, t => t.Uses + 1));
        }
        """);

    [Fact]
    public Task What_the_save_answers_is_answered_by_the_statement() => RowFixCode.Becomes(
        """
        public async Task<bool> VoteAsync(int id)
        {
            var option = await db.Options.FirstOrDefaultAsync(o => o.Id == id);
            if (option == null)
            {
                return false;
            }
            {|RACE3001:option.Votes++|};
            return await db.SaveChangesAsync() > 0;
        }
        """,
        """
        public async Task<bool> VoteAsync(int id)
        {
            var affected = await db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, o => o.Votes + 1));
            if (affected == 0)
            {
                return false;
            }
            return affected > 0;
        }
        """);

    [Fact]
    public Task What_else_is_saved_is_saved_in_one_transaction_with_it() => RowFixCode.Becomes(
        """
        public async Task VoteAsync(int id, CancellationToken cancel)
        {
            var option = await db.Options.SingleAsync(o => o.Id == id, cancel);
            {|RACE3001:option.Votes++|};
            db.Votes.Add(new Vote { OptionId = id });
            await db.SaveChangesAsync(cancel);
        }
        """,
        """
        public async Task VoteAsync(int id, CancellationToken cancel)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            var affected = await db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, o => o.Votes + 1), cancel);
            if (affected == 0)
                throw new InvalidOperationException("Sequence contains no elements.");
            db.Votes.Add(new Vote { OptionId = id });
            await db.SaveChangesAsync(cancel);
            await transaction.CommitAsync(cancel);
        }
        """);

    [Fact]
    public Task Within_a_transaction_the_statement_joins_it() => RowFixCode.Becomes(
        """
        public async Task VoteAsync(int id)
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var option = await db.Options.SingleAsync(o => o.Id == id);
            {|RACE3007:option.Votes++|};
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        """,
        """
        public async Task VoteAsync(int id)
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var affected = await db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, o => o.Votes + 1));
            if (affected == 0)
                throw new InvalidOperationException("Sequence contains no elements.");
            await transaction.CommitAsync();
        }
        """);

    [Theory]
    [InlineData("var option = await db.Options.FirstAsync(o => o.Name == name); {|RACE3001:option.Votes++|}; await db.SaveChangesAsync();")] // several may have that name
    [InlineData("var option = await db.Options.SingleAsync(o => o.Id == id); {|RACE3001:option.Votes++|}; await Task.Delay(1); await db.SaveChangesAsync();")] // something happens before the save
    [InlineData("var option = await db.Options.SingleAsync(o => o.Id == id); {|RACE3001:option.Votes /= 2|}; await db.SaveChangesAsync();")] // division differs
    [InlineData("var option = await db.Options.SingleAsync(o => o.Id == id); checked { {|RACE3001:option.Votes++|}; } await db.SaveChangesAsync();")]
    [InlineData("var option = await db.Options.SingleAsync(o => o.Id == id); {|RACE3001:option.Votes = Math.Max(0, option.Votes - 1)|}; await db.SaveChangesAsync();")]
    [InlineData("var option = await db.Options.SingleAsync(o => o.Id == id); {|RACE3001:option.Votes++|}; option.Views = option.Votes; await db.SaveChangesAsync();")] // builds on the new value
    [InlineData("var option = await db.Options.SingleAsync(o => o.Id == id); {|RACE3001:option.Votes++|}; try { await db.SaveChangesAsync(); } catch (TimeoutException) { }")]
    [InlineData("var option = await db.Options.OrderBy(o => o.Votes).FirstAsync(o => o.Id == id); {|RACE3001:option.Votes++|}; await db.SaveChangesAsync();")]
    public Task Is_not_offered_where_one_statement_would_not_be_the_same(string body) => RowFixCode.Stays($"public async Task M(int id, string name) {{ {body} }}", RowFixCode.Plain);

    [Theory]
    [InlineData("public override int SaveChanges() => base.SaveChanges(); public override Task<int> SaveChangesAsync(CancellationToken c = default) => base.SaveChangesAsync(c);")] // an audit trail, perhaps
    [InlineData("protected override void OnConfiguring(DbContextOptionsBuilder options) => options.AddInterceptors();")]
    public Task Is_not_offered_where_something_hooks_into_the_save(string member) => RowFixCode.Stays(
        "public async Task M(int id) { var option = await db.Options.SingleAsync(o => o.Id == id); {|RACE3001:option.Votes++|}; await db.SaveChangesAsync(); }",
        RowFixCode.Plain,
        model: $$"""
            using Microsoft.EntityFrameworkCore;
            public class Option { public int Id { get; set; } public int Votes { get; set; } }
            public class Shop : DbContext { public DbSet<Option> Options => Set<Option>(); {{member}} }
            """);
}
