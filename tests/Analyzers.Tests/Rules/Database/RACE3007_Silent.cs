namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3007_Silent
{
    [Fact]
    public Task A_transaction_for_all_or_nothing() => Shop.Service("""
        public async Task Move(int id, string name)
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var option = await db.Options.SingleAsync(o => o.Id == id);
            option.Name = name;
            db.Tags.Add(new Tag { Name = name });
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        """);

    [Fact]
    public Task One_statement_in_a_transaction() => Shop.Service("""
        public async Task Vote(int id)
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, o => o.Votes + 1));
            await transaction.CommitAsync();
        }
        """);

    [Fact]
    public Task A_lock_on_the_row_in_the_transaction() => Shop.Service("""
        public async Task Vote(int id)
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"SELECT 1 FROM options WHERE id = {id} FOR UPDATE");
            var option = await db.Options.SingleAsync(o => o.Id == id);
            option.Votes++;
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        """);
}
