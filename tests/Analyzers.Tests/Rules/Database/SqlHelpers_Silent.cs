namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Correct statements that are handed to a method of the user's own.</summary>
public class SqlHelpers_Silent
{
    [Theory]
    [InlineData("UPDATE wallets SET balance = balance - @amount WHERE id = @id")]
    [InlineData("UPDATE wallets SET balance = @left WHERE id = @id AND balance = @balance")]
    [InlineData("UPDATE wallets SET checked_at = @amount WHERE id = @id")]
    [InlineData("UPDATE accounts SET balance = @left WHERE id = @id")]
    public Task Statements_that_lose_nothing(string update) => SqlHelpers_Reports.Helper($$"""
        public async Task<bool> Spend(int id, decimal amount)
        {
            var balance = await db.One<decimal>("SELECT balance FROM wallets WHERE id = @id", new { id });
            if (balance < amount) return false;
            return await db.Execute("{{update}}", new { id, amount, balance, left = balance - amount }) == 1;
        }
        """);

    [Fact]
    public Task A_lock_on_the_row() => SqlHelpers_Reports.Helper("""
        public async Task Spend(int id, decimal amount)
        {
            var balance = await db.One<decimal>("SELECT balance FROM wallets WHERE id = @id FOR UPDATE", new { id });
            await db.Execute("UPDATE wallets SET balance = @balance WHERE id = @id", new { id, balance = balance - amount });
        }
        """);

    [Fact]
    public Task Two_rows_that_the_same_helper_reads() => SqlHelpers_Reports.Helper("""
        public async Task Copy(int from, int to)
        {
            var votes = await db.One<int>("SELECT votes FROM options WHERE id = @from", new { from });
            await db.Execute("UPDATE options SET votes = @votes WHERE id = @to", new { to, votes = votes + 1 });
        }
        """);

    [Fact]
    public Task A_text_that_nobody_knows() => SqlHelpers_Reports.Helper("""
        public async Task Spend(string select, string update, int id, decimal amount)
        {
            var balance = await db.One<decimal>(select, new { id });
            await db.Execute(update, new { id, balance = balance - amount });
        }
        """);

    [Fact]
    public Task A_value_that_does_not_come_from_the_row() => SqlHelpers_Reports.Helper("""
        public async Task<string?> Rename(int id, string name)
        {
            var old = await db.One<string>("SELECT name FROM options WHERE id = @id", new { id });
            if (old == name) return null;
            await db.Execute("UPDATE options SET name = @name WHERE id = @id", new { id, name });
            return old;
        }
        """);

    [Fact]
    public Task An_insert_that_the_database_decides() => SqlHelpers_Reports.Helper("""
        public async Task Ensure(string name)
        {
            if (await db.One<int>("SELECT COUNT(*) FROM tags WHERE name = @name", new { name }) > 0) return;
            await db.Execute("INSERT INTO tags (name) VALUES (@name) ON CONFLICT DO NOTHING", new { name });
        }
        """);

    [Fact]
    public Task A_copy_that_computes_nothing() => Shop.Sql("""
        public record Stock(int Sku, int OnHand, string Place);
        private Stock Get(int sku) => connection.QuerySingle<Stock>("SELECT * FROM stock WHERE sku = @sku", new { sku });
        private void Save(Stock stock) => connection.Execute("UPDATE stock SET place = @Place WHERE sku = @Sku", stock);
        public void Move(int sku, string place) => Save(Get(sku) with { Place = place });
        """);

    [Theory]
    [InlineData("SELECT id FROM jobs WHERE state = 'queued' LIMIT 1", "UPDATE jobs SET state = 'running' WHERE id = @id AND state = 'queued'")]
    [InlineData("SELECT id FROM jobs WHERE state = 'queued' LIMIT 1 FOR UPDATE SKIP LOCKED", "UPDATE jobs SET state = 'running' WHERE id = @id")]
    [InlineData("SELECT id FROM jobs WHERE name = 'nightly' LIMIT 1", "UPDATE jobs SET state = 'running' WHERE id = @id")]
    [InlineData("SELECT id FROM jobs WHERE state = 'queued' LIMIT 1", "UPDATE jobs SET seen = 'yes' WHERE id = @id")]
    public Task A_job_that_only_one_can_take_or_a_mark_on_it(string select, string update) => Shop.Sql($$"""
        public async Task<bool> Take()
        {
            var id = await connection.ExecuteScalarAsync<long?>("{{select}}");
            return id is not null && await connection.ExecuteAsync("{{update}}", new { id }) == 1;
        }
        """);

    [Theory]
    [InlineData("free")] // what the user typed
    [InlineData("free + 1")]
    [InlineData("lot.Size - 1")]
    public Task A_value_that_does_not_come_from_the_column(string value) => Verify.Analyzer<RaceAnalyzer>($$"""
        using System.Data;
        using Dapper;
        public record Lot(int Id, int Free, int Size);
        public class Lots(IDbConnection connection)
        {
            public Task<Lot> Get(int id) => connection.QuerySingleAsync<Lot>("SELECT id, free, size FROM lots WHERE id = @id", new { id });
            public Task SetFree(int id, int free) => connection.ExecuteAsync("UPDATE lots SET free = @free WHERE id = @id", new { id, free });
        }
        public class Gate(Lots lots)
        {
            public async Task<bool> Correct(int id, int free)
            {
                var lot = await lots.Get(id);
                if (free > lot.Size) return false;
                await lots.SetFree(lot.Id, {{value}});
                return true;
            }
        }
        """, new() { References = ["Dapper"] });
}
