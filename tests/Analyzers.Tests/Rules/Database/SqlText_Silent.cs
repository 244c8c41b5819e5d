namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>The same forms around correct statements.</summary>
public class SqlText_Silent
{
    [Theory]
    [InlineData("SELECT votes FROM options WHERE id = @id FOR UPDATE", "UPDATE options SET votes = @votes WHERE id = @id")]
    [InlineData("SELECT votes FROM options WHERE id = @id", "UPDATE options SET votes = @votes WHERE id = @id AND votes = @old")]
    [InlineData("SELECT votes FROM options WHERE id = @id", "UPDATE archive SET votes = @votes WHERE id = @id")]
    [InlineData("SELECT votes FROM options WHERE id = @id", "UPDATE options SET votes = votes + @by WHERE id = @id")]
    [InlineData("SELECT votes FROM options WHERE id = @other", "UPDATE options SET votes = @votes WHERE id = @id")]
    public Task Commands_that_lock_compare_or_compute(string query, string update) => Commands($$"""
        public void Vote(NpgsqlConnection connection, int id)
        {
            using var read = new NpgsqlCommand("{{query}}", connection);
            read.Parameters.AddWithValue("id", id);
            var votes = (int)read.ExecuteScalar()!;
            using var write = new NpgsqlCommand("{{update}}", connection);
            write.Parameters.AddWithValue("votes", votes + 1);
            write.Parameters.AddWithValue("by", 1);
            write.Parameters.AddWithValue("old", votes);
            write.Parameters.AddWithValue("id", id);
            write.ExecuteNonQuery();
        }
        """);

    [Fact]
    public Task A_command_whose_text_nobody_knows() => Commands("""
        public void Vote(NpgsqlConnection connection, string query, string update)
        {
            using var read = new NpgsqlCommand(query, connection);
            var votes = (int)read.ExecuteScalar()!;
            using var write = new NpgsqlCommand(update, connection);
            write.Parameters.AddWithValue("votes", votes + 1);
            write.ExecuteNonQuery();
        }
        """);

    [Fact]
    public Task A_value_that_is_copied() => Commands("""
        public void Copy(NpgsqlConnection connection, int id)
        {
            using var read = new NpgsqlCommand("SELECT name FROM options WHERE id = @id", connection);
            var name = (string)read.ExecuteScalar()!;
            using var write = new NpgsqlCommand("UPDATE options SET name = @name WHERE id = @id", connection);
            write.Parameters.AddWithValue("name", name);
            write.ExecuteNonQuery();
        }
        """);

    [Theory]
    [InlineData("INSERT INTO users (email) VALUES (@email) ON CONFLICT DO NOTHING")]
    [InlineData("INSERT OR IGNORE INTO users (email) VALUES (@email)")]
    [InlineData("INSERT INTO mails (email) VALUES (@email)")]
    [InlineData("INSERT INTO users (name) VALUES (@name)")]
    public Task An_insert_that_decides_itself_or_is_another(string insert) => Shop.Sql($$"""
        public void Register(string email, string name)
        {
            if (connection.ExecuteScalar<int>("SELECT COUNT(*) FROM users WHERE email = @email", new { email }) > 0) return;
            connection.Execute("{{insert}}", new { email, name });
        }
        """);

    [Fact]
    public Task A_violation_that_is_handled() => Shop.Sql("""
        public bool Register(string email)
        {
            if (connection.ExecuteScalar<int>("SELECT COUNT(*) FROM users WHERE email = @email", new { email }) > 0) return false;
            try { connection.Execute("INSERT INTO users (email) VALUES (@email)", new { email }); return true; }
            catch (System.Data.Common.DbException) { return false; }
        }
        """);

    [Theory]
    [InlineData("UPDATE orders SET status = 'paid' WHERE id = @id AND status = 'pending'")]
    [InlineData("UPDATE orders SET note = 'seen' WHERE id = @id")]
    public Task A_state_that_the_statement_checks_or_leaves(string update) => Shop.Sql($$"""
        public void Pay(int id)
        {
            var status = connection.ExecuteScalar<string>("SELECT status FROM orders WHERE id = @id", new { id });
            if (status != "pending") return;
            connection.Execute("{{update}}", new { id });
        }
        """);

    [Theory]
    [InlineData("ExecuteSqlInterpolatedAsync($\"UPDATE Options SET Votes = Votes + {1} WHERE Id = {id}\")")]
    [InlineData("ExecuteSqlInterpolatedAsync($\"UPDATE Shown SET Votes = {votes + 1} WHERE Id = {id}\")")]
    [InlineData("ExecuteSqlInterpolatedAsync($\"UPDATE Options SET Votes = {votes} WHERE Id = {id + 1}\")")]
    public Task SQL_beside_Entity_Framework(string call) => Shop.Service($$"""
        public async Task Vote(int id)
        {
            var votes = await db.Options.Where(o => o.Id == id).Select(o => o.Votes).SingleAsync();
            await db.Database.{{call}};
        }
        """);

    private static Task Commands(string members) => Verify.Analyzer<RaceAnalyzer>($$"""
        using Npgsql;
        public class Service
        {
        {{members}}
        }
        """, new() { References = ["Npgsql"] });
}
