using RaceSafe.Analyzers;

namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>SQL text that numbers nothing, and rows that are written as they were given.</summary>
public class SqlNumbers_Silent
{
    [Theory]
    [InlineData("SELECT MAX(id) FROM options", "INSERT INTO options (parent, name) VALUES (@next, @name)")] // another column
    [InlineData("SELECT MAX(id) FROM polls", "INSERT INTO options (id, name) VALUES (@next, @name)")] // another table
    [InlineData("SELECT MAX(id) + 1 FROM options FOR UPDATE", "INSERT INTO options (id, name) VALUES (@next, @name)")]
    [InlineData("SELECT MAX(id) + 1 FROM options", "INSERT INTO options (id, name) SELECT @next, @name WHERE NOT EXISTS (SELECT 1 FROM options WHERE id = @next)")]
    [InlineData("SELECT MAX(id) FROM options", "INSERT INTO options (id, name) VALUES (@next, @name)")] // no step
    public Task Other_numbers(string query, string insert) => Shop.Sql($$"""
        public void Add(string name)
        {
            var next = connection.ExecuteScalar<int>("{{query}}");
            connection.Execute("{{insert}}", new { next, name });
        }
        """);

    [Theory]
    [InlineData("option.Votes = votes;", "UPDATE options SET votes = @Votes WHERE id = @Id")] // overwritten
    [InlineData("option.Votes -= votes;", "UPDATE options SET name = @Name WHERE id = @Id")] // another column
    [InlineData("option.Votes -= votes;", "UPDATE others SET votes = @Votes WHERE id = @Id")] // another table
    [InlineData("option.Votes -= votes;", "UPDATE options SET votes = @Votes WHERE id = @Id AND version = @Version")]
    public Task A_row_that_is_handed_to_another_statement(string change, string update) => Shop.Sql($$"""
        public void Take(int optionId, int votes)
        {
            var option = connection.QuerySingle<Option>("SELECT id, votes, version FROM options WHERE id = @optionId", new { optionId });
            {{change}}
            connection.Execute("{{update}}", option);
        }
        """);

    [Fact]
    public Task A_count_in_one_method_and_an_insert_into_another_table() => Shop.Sql("""
        private int Count(int poll) => connection.ExecuteScalar<int>("SELECT COUNT(*) FROM options WHERE poll = @poll", new { poll });

        private void Insert(int poll, string name) => connection.Execute("INSERT INTO names (poll, name) VALUES (@poll, @name)", new { poll, name });

        public void Add(int poll, string name)
        {
            if (Count(poll) >= 10) return;
            Insert(poll, name);
        }
        """);

    [Theory]
    [InlineData("INSERT INTO orders (id, number) SELECT @id, MAX(number) + 1 FROM invoices")] // of another table
    [InlineData("INSERT INTO orders (id, number) SELECT @id, MAX(price) + 1 FROM orders")] // of another column
    [InlineData("INSERT INTO orders (id, highest) SELECT @id, MAX(number) FROM orders")] // no step
    [InlineData("UPDATE orders SET number = number + 1 WHERE id = (SELECT MAX(id) FROM orders)")]
    [InlineData("INSERT INTO orders (id, number) SELECT @id, MAX(number) + 1 FROM orders WITH (UPDLOCK, HOLDLOCK)")]
    public Task One_statement_that_numbers_nothing_or_locks(string statement) => Shop.Sql($$"""
        public void Add(int id) => connection.Execute("{{statement}}", new { id });
        """);

    [Fact]
    public Task One_statement_on_SQLite() => Verify.Analyzer<RaceAnalyzer>("""
        using Microsoft.Data.Sqlite;
        public class Orders
        {
            public void Add(SqliteConnection connection, int id)
            {
                using var command = new SqliteCommand("INSERT INTO orders (id, number) SELECT $id, MAX(number) + 1 FROM orders", connection);
                command.Parameters.AddWithValue("$id", id);
                command.ExecuteNonQuery();
            }
        }
        """, new() { References = ["Microsoft.Data.Sqlite"] });
}
