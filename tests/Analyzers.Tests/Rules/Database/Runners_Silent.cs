namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Work that is handed, as a lambda, to a method of the user's own that protects whatever it runs.</summary>
public class Runners_Silent
{
    [Theory]
    [InlineData("while (true) { try { return await work(db); } catch (DbUpdateConcurrencyException) { db.ChangeTracker.Clear(); } }", "Tickets", "Sold")]
    [InlineData("while (true) { await using var t = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable); try { var done = await work(db); await t.CommitAsync(); return done; } catch (DbUpdateException) { } }", "Options", "Votes")]
    [InlineData("await db.Database.ExecuteSqlRawAsync(\"SELECT pg_advisory_lock(1)\"); return await work.Invoke(db);", "Options", "Votes")]
    public Task A_retry_or_a_lock_around_the_work(string run, string table, string column) => Shop.File($$"""
        public class Runner(ShopContext db)
        {
            public async Task<T> Run<T>(Func<ShopContext, Task<T>> work) { {{run}} }
        }
        public class Service(Runner runner)
        {
            public Task<int> Count(int id) => runner.Run(async db =>
            {
                var row = await db.{{table}}.SingleAsync(r => r.Id == id);
                row.{{column}}++;
                await db.SaveChangesAsync();
                return row.{{column}};
            });
        }
        """);

    [Fact]
    public Task A_serializable_transaction_that_is_run_again_around_a_limit() => Shop.File("""
        public class Serializable(ShopContext db)
        {
            public async Task<T> RunAsync<T>(Func<Task<T>> work)
            {
                while (true)
                {
                    await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
                    try
                    {
                        var done = await work();
                        await transaction.CommitAsync();
                        return done;
                    }
                    catch (Exception e) when (e.InnerException is not null) { await transaction.RollbackAsync(); }
                }
            }
        }
        public class Service(ShopContext db, Serializable serializable)
        {
            public Task<bool> Register(int id) => serializable.RunAsync(async () =>
            {
                if (await db.Registrations.CountAsync(r => r.EventId == id) >= 10) return false;
                db.Registrations.Add(new Registration { EventId = id });
                await db.SaveChangesAsync();
                return true;
            });
        }
        """);
}
