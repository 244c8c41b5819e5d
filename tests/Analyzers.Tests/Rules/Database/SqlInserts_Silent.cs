namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>The same forms where nothing is lost.</summary>
public class SqlInserts_Silent
{
    [Theory]
    [InlineData("INSERT INTO options (name) VALUES (@name) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id")]
    [InlineData("INSERT INTO log (text) VALUES (@name) RETURNING id")]
    [InlineData("INSERT INTO log (text) VALUES (@name); SELECT SCOPE_IDENTITY();")]
    [InlineData("INSERT INTO options (name) VALUES (@name); DELETE FROM options; SELECT SCOPE_IDENTITY();")]
    [InlineData("INSERT INTO options (name) VALUES (@name); SELECT COUNT(*) FROM options")]
    public Task Inserted_in_one_step_elsewhere_or_by_more_than_can_be_read(string insert) => Shop.Sql($$"""
        public async Task<int> Ensure(string name)
        {
            var id = await connection.ExecuteScalarAsync<int?>("SELECT id FROM options WHERE name = @name", new { name });
            return id ?? await connection.ExecuteScalarAsync<int>("{{insert}}", new { name });
        }
        """);

    [Fact]
    public Task A_violation_that_is_handled() => Shop.Sql("""
        public async Task<int> Ensure(string name)
        {
            var id = await connection.ExecuteScalarAsync<int?>("SELECT id FROM options WHERE name = @name", new { name });
            if (id is { } known) return known;
            try { return await connection.ExecuteScalarAsync<int>("INSERT INTO options (name) VALUES (@name) RETURNING id", new { name }); }
            catch (System.Data.Common.DbException) { return await connection.ExecuteScalarAsync<int>("SELECT id FROM options WHERE name = @name", new { name }); }
        }

        public async Task Save(int id, string name)
        {
            if (await connection.ExecuteAsync("UPDATE options SET name = @name WHERE id = @id", new { id, name }) > 0) return;
            try { await connection.ExecuteAsync("INSERT INTO options (id, name) VALUES (@id, @name)", new { id, name }); }
            catch (System.Data.Common.DbException) { await connection.ExecuteAsync("UPDATE options SET name = @name WHERE id = @id", new { id, name }); }
        }
        """);

    [Theory]
    [InlineData("UPDATE options SET votes = votes - 1 WHERE id = @id AND votes > 0", "INSERT INTO refusals (id) VALUES (@id)", "== 0")]
    [InlineData("UPDATE options SET votes = votes - 1 WHERE id = @id AND votes > 0", "INSERT INTO options (id, votes) VALUES (@id, 0)", "== 0")]
    [InlineData("UPDATE options SET name = @name WHERE id = @id", "INSERT INTO options (name) VALUES (@name)", "== 0")]
    [InlineData("UPDATE options SET name = @name WHERE id = @id", "INSERT INTO log (id) VALUES (@id)", "> 0")]
    [InlineData("UPDATE options SET name = @name WHERE id = @id", "INSERT INTO options (id, name) VALUES (@id, @name)", "> 0")]
    [InlineData("UPDATE options SET name = @name WHERE id = @id", "INSERT INTO options (id, name) VALUES (@id, @name) ON CONFLICT DO NOTHING", "== 0")]
    public Task A_row_that_was_not_as_expected_another_row_and_another_answer(string update, string insert, string answer) => Shop.Sql($$"""
        public async Task Save(int id, string name)
        {
            if (await connection.ExecuteAsync("{{update}}", new { id, name }) {{answer}}) await connection.ExecuteAsync("{{insert}}", new { id, name });
        }
        """);

    [Fact]
    public Task A_row_that_is_not_there_is_refused() => Shop.Sql("""
        public async Task Rename(int id, string name)
        {
            var changed = await connection.ExecuteAsync("UPDATE options SET name = @name WHERE id = @id", new { id, name });
            if (changed == 0) throw new KeyNotFoundException();
            await connection.ExecuteAsync("INSERT INTO names (id, name) VALUES (@id, @name)", new { id, name });
        }
        """);
}
