namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3011_Silent
{
    [Fact]
    public Task A_row_that_is_loaded_by_each_run() => Shop.Service("""
        public async Task Vote(int id)
        {
            await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                db.ChangeTracker.Clear();
                await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
                var option = await db.Options.SingleAsync(o => o.Id == id);
                option.Votes++;
                await db.SaveChangesAsync();
                await transaction.CommitAsync();
            });
        }
        """);

    [Fact]
    public Task A_value_that_is_set_may_be_set_twice() => Shop.Service("""
        public async Task Rename(int id, string name)
        {
            var option = await db.Options.SingleAsync(o => o.Id == id);
            await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                option.Name = name;
                await db.SaveChangesAsync();
            });
        }
        """);

    [Fact]
    public Task A_delegate_that_runs_once() => Shop.Service("""
        public async Task Vote(int id, Func<Func<Task>, Task> measured)
        {
            var option = await db.Options.SingleAsync(o => o.Id == id);
            await measured(async () =>
            {
                {|RACE3001:option.Votes++|};
                await db.SaveChangesAsync();
            });
        }
        """);

    [Fact]
    public Task A_statement_that_says_the_same_each_time() => Shop.Service("""
        public async Task Rename(int id, string name)
        {
            await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
                await db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Name, name)));
        }
        """);

    [Fact]
    public Task A_statement_in_a_transaction_that_each_run_begins_anew() => Shop.Service("""
        public async Task Vote(int id)
        {
            await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                await using var transaction = await db.Database.BeginTransactionAsync();
                await db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, o => o.Votes + 1));
                await transaction.CommitAsync();
            });
        }
        """);
}
