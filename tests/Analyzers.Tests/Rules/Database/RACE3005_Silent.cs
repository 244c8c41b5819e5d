namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3005_Silent
{
    [Theory]
    [InlineData("UPDATE options SET votes = votes + @by WHERE id = @id")]
    [InlineData("UPDATE options SET votes = @next WHERE id = @id AND votes = @votes")]
    [InlineData("UPDATE options SET votes = @next WHERE id = @id AND version = @version")]
    [InlineData("UPDATE others SET votes = @next WHERE id = @id")]
    [InlineData("UPDATE options SET name = @name WHERE id = @id")]
    [InlineData("UPDATE options SET votes = @next FROM options o JOIN polls p ON p.id = o.poll WHERE o.id = @id")]
    [InlineData("UPDATE options SET votes = @next WHERE id = @id; DELETE FROM votes WHERE id = @id")]
    public Task A_statement_that_computes_compares_or_says_something_else(string update) => Shop.Sql($$"""
        public void Vote(int id, int by, string name, int version)
        {
            var votes = connection.ExecuteScalar<int>("SELECT votes FROM options WHERE id = @id", new { id });
            connection.Execute("{{update}}", new { id, by, name, version, votes, next = votes + by });
        }
        """);

    [Fact]
    public Task A_locked_row() => Shop.Sql("""
        public void Vote(int id)
        {
            using var transaction = connection.BeginTransaction();
            var votes = connection.ExecuteScalar<int>("SELECT votes FROM options WHERE id = @id FOR UPDATE", new { id }, transaction);
            connection.Execute("UPDATE options SET votes = @next WHERE id = @id", new { id, next = votes + 1 }, transaction);
            transaction.Commit();
        }
        """);

    [Fact]
    public Task A_value_that_is_copied() => Shop.Sql("""
        public void Restore(int id)
        {
            var name = connection.ExecuteScalar<string>("SELECT name FROM options WHERE id = @id", new { id });
            connection.Execute("UPDATE options SET name = @name WHERE id = @id", new { id, name });
        }
        """);

    [Fact]
    public Task A_value_from_the_request() => Shop.Sql("""
        public void Set(int id, int votes)
        {
            var old = connection.QuerySingle<Option>("SELECT * FROM options WHERE id = @id", new { id });
            connection.Execute("UPDATE options SET votes = @votes WHERE id = @id", new { id = old.Id, votes });
        }
        """);

    [Fact]
    public Task Text_that_is_put_together_at_run_time() => Shop.Sql("""
        public void Vote(int id, string table)
        {
            var votes = connection.ExecuteScalar<int>("SELECT votes FROM " + table + " WHERE id = @id", new { id });
            connection.Execute("UPDATE " + table + " SET votes = @next WHERE id = @id", new { id, next = votes + 1 });
        }
        """);

    [Theory]
    [InlineData("update.Append(\" + 1 WHERE id = @id\");")] // counts in the statement
    [InlineData("if (all) update.Append(\" WHERE id = @id\");")] // one text or the other
    [InlineData("update.AppendFormat(\" WHERE id = {0}\", id);")] // not followed
    public Task Text_that_is_built_and_says_something_else(string piece) => Shop.Sql($$"""
        public void Vote(int id, bool all)
        {
            var votes = connection.QuerySingle<int>("SELECT votes FROM options WHERE id = @id", new { id });
            var update = new System.Text.StringBuilder("UPDATE options SET votes = {{(piece.Contains("+ 1") ? "votes" : "@votes")}}");
            {{piece}}
            connection.Execute(update.ToString(), new { id, votes = votes + 1 });
        }
        """);

    [Fact]
    public Task A_row_that_helpers_load_and_save_and_that_is_only_edited() => Shop.Sql("""
        private Task<Option> Get(int id) => connection.QuerySingleAsync<Option>("SELECT id, votes, name FROM options WHERE id = @id", new { id });
        private Task Save(Option option) => connection.ExecuteAsync("UPDATE options SET votes = @Votes, name = @Name WHERE id = @Id", option);

        public async Task Rename(int id, string name)
        {
            var option = await Get(id);
            option.Name = name;
            await Save(option);
        }
        """);
}
