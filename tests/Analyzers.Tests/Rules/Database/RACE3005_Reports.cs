namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3005_Reports
{
    [Fact]
    public Task A_scalar_that_is_read_increased_and_written() => Shop.Sql("""
        public async Task Vote(int id)
        {
            var votes = await connection.ExecuteScalarAsync<int>("SELECT votes FROM options WHERE id = @id", new { id });
            await [|connection.ExecuteAsync("UPDATE options SET votes = @votes WHERE id = @id", new { id, votes = votes + 1 })|];
        }
        """);

    [Fact]
    public Task A_row_that_is_changed_in_memory() => Shop.Sql("""
        public void Vote(int id)
        {
            var option = connection.QuerySingle<Option>("select id, votes from public.options where id=@id", new { id });
            option.Votes += 5;
            [|connection.Execute("update options set votes = @Votes where id = @id;", new { id, option.Votes })|];
        }
        """);

    [Fact]
    public Task Text_in_constants_and_raw_strings() => Shop.Sql(""""
        private const string Load = "SELECT \"Votes\" FROM [Options] WHERE [Id] = @id";

        public void Vote(int id)
        {
            var votes = connection.QueryFirst<int>(Load, new { id });
            var next = votes + 1;
            [|connection.Execute(
                """
                UPDATE "Options" -- the counter
                SET "Votes" = @next
                WHERE "Id" = @id
                """, new { id, next })|];
        }
        """");

    [Fact]
    public Task Text_that_is_built_piece_by_piece() => Shop.Sql("""
        public void Vote(int id)
        {
            var select = new System.Text.StringBuilder();
            select.Append("SELECT votes ");
            select.AppendLine("FROM options").Append("WHERE id = @id");
            var votes = connection.QuerySingle<int>(select.ToString(), new { id });
            var update = new System.Text.StringBuilder("UPDATE options SET votes = @votes").Append(" WHERE id = @id").ToString();
            [|connection.Execute(update, new { id, votes = votes + 1 })|];
        }
        """);

    [Fact]
    public Task A_row_that_helpers_load_and_save() => Shop.Sql("""
        private Task<Option> Get(int id) => connection.QuerySingleAsync<Option>("SELECT id, votes, name FROM options WHERE id = @id", new { id });
        private Task Save(Option option) => connection.ExecuteAsync("UPDATE options SET votes = @Votes, name = @Name WHERE id = @Id", option);

        public async Task Vote(int id)
        {
            var option = await Get(id);
            option.Votes++;
            await [|Save(option)|];
        }
        """);

    [Fact]
    public Task A_step_that_is_taken_where_the_value_is_given() => Shop.Sql("""
        public void Vote(int id)
        {
            var votes = connection.ExecuteScalar<int>("SELECT votes FROM options WHERE id = @id", new { id });
            [|connection.Execute("UPDATE options SET votes = @votes WHERE id = @id", new { id, votes = ++votes })|];
        }
        """);
}
