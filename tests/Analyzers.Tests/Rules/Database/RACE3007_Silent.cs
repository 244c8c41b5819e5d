using RaceSafe.Analyzers;

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

    [Fact]
    public Task A_transaction_that_begins_before_the_read() => Shop.Service("""
        public async Task<bool> Vote(int id)
        {
            for (var attempt = 0; attempt < 3; attempt++)
            {
                await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
                try
                {
                    var option = await db.Options.SingleAsync(o => o.Id == id);
                    option.Votes++;
                    await db.SaveChangesAsync();
                    await transaction.CommitAsync();
                    return true;
                }
                catch (DbUpdateException) { db.ChangeTracker.Clear(); }
            }

            return false;
        }
        """);

    [Fact]
    public Task A_transaction_of_SQLite_which_locks_when_it_begins() => Verify.Analyzer<RaceAnalyzer>("""
        using Microsoft.Data.Sqlite;
        public class Service
        {
            public void Vote(SqliteConnection connection)
            {
                using var transaction = connection.BeginTransaction();
                using var select = new SqliteCommand("SELECT votes FROM options WHERE id = 1", connection, transaction);
                var votes = (long)select.ExecuteScalar()!;
                using var update = new SqliteCommand("UPDATE options SET votes = @votes WHERE id = 1", connection, transaction);
                update.Parameters.AddWithValue("@votes", votes + 1);
                update.ExecuteNonQuery();
                transaction.Commit();
            }
        }
        """, new() { References = ["Microsoft.Data.Sqlite"] });
}
