namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>SQL text in every form in which it reaches the database.</summary>
public class SqlText_Reports
{
    [Theory]
    [InlineData("await {|RACE3005:connection.ExecuteAsync($\"UPDATE options SET votes = {votes + 1} WHERE id = @id\", new { id })|};")]
    [InlineData("await {|RACE3005:connection.ExecuteAsync(\"UPDATE options SET \" + \"votes = @n WHERE id = @id\", new { id, n = votes + 1 })|};")]
    [InlineData("var given = new DynamicParameters(); given.Add(\"n\", votes + 1); given.Add(\"id\", id); await {|RACE3005:connection.ExecuteAsync(\"UPDATE options SET votes = @n WHERE id = @id\", given)|};")]
    public Task Interpolated_concatenated_and_with_parameters_of_its_own(string update) => Shop.Sql($$"""
        public async Task Vote(int id)
        {
            var votes = await connection.ExecuteScalarAsync<int>("SELECT o.votes FROM options o WHERE o.id = @id", new { id });
            {{update}}
        }
        """);

    [Fact]
    public Task An_object_that_carries_the_parameters() => Shop.Sql("""
        public void Vote(int id)
        {
            var option = connection.QuerySingle<Option>("SELECT * FROM options WHERE id = @Id", new { Id = id });
            option.Votes += 1;
            {|RACE3005:connection.Execute("UPDATE options SET votes = @Votes WHERE id = @Id", option)|};
        }
        """);

    [Fact]
    public Task A_command_of_ADO_NET() => Commands("""
        public async Task Vote(NpgsqlConnection connection, int id)
        {
            await using var read = new NpgsqlCommand("SELECT votes FROM options WHERE id = @id", connection);
            read.Parameters.AddWithValue("id", id);
            var votes = (int)(await read.ExecuteScalarAsync())!;
            using var write = connection.CreateCommand();
            write.CommandText = "UPDATE options SET votes = @votes WHERE id = @id";
            write.Parameters.AddWithValue("id", id);
            write.Parameters.Add(new NpgsqlParameter("@votes", votes + 1));
            await {|RACE3005:write.ExecuteNonQueryAsync()|};
        }
        """);

    [Fact]
    public Task A_reader() => Commands("""
        public bool Redeem(NpgsqlConnection connection, string code)
        {
            int uses;
            using (var read = new NpgsqlCommand("SELECT uses FROM coupons WHERE code = @code", connection))
            {
                read.Parameters.AddWithValue("code", code);
                using var reader = read.ExecuteReader();
                if (!reader.Read()) return false;
                uses = reader.GetInt32(0);
            }

            using var write = new NpgsqlCommand("UPDATE coupons SET uses = @uses WHERE code = @code", connection);
            write.Parameters.AddWithValue("uses", uses + 1);
            write.Parameters.AddWithValue("code", code);
            {|RACE3005:write.ExecuteNonQuery()|};
            return true;
        }
        """);

    [Fact]
    public Task A_check_before_an_insert() => Shop.Sql("""
        public void Register(string email)
        {
            if (connection.ExecuteScalar<int>("SELECT COUNT(*) FROM users WHERE email = @email", new { email }) > 0) return;
            {|RACE3002:connection.Execute("INSERT INTO users (email, name) VALUES (@email, '')", new { email })|};
        }
        """);

    [Fact]
    public Task A_limit_before_an_insert() => Shop.Sql("""
        public void Register(int show)
        {
            var taken = connection.ExecuteScalar<int>("SELECT COUNT(*) FROM places WHERE show = @show", new { show });
            if (taken >= 100) throw new InvalidOperationException();
            {|RACE3003:connection.Execute("INSERT INTO places (show) VALUES (@show)", new { show })|};
        }
        """);

    [Fact]
    public Task A_state() => Shop.Sql("""
        public void Pay(int id)
        {
            var status = connection.ExecuteScalar<string>("SELECT status FROM orders WHERE id = @id", new { id });
            if (status != "pending") return;
            {|RACE3004:connection.Execute("UPDATE orders SET status = 'paid' WHERE id = @id", new { id })|};
        }
        """);

    [Theory]
    [InlineData("ExecuteSqlInterpolatedAsync($\"UPDATE Options SET Votes = {votes + 1} WHERE Id = {id}\")")]
    [InlineData("ExecuteSqlRawAsync(\"UPDATE Options SET Votes = {0} WHERE Id = {1}\", votes + 1, id)")]
    public Task What_Entity_Framework_loaded_and_SQL_writes(string call) => Shop.Service($$"""
        public async Task Vote(int id)
        {
            var votes = await db.Options.Where(o => o.Id == id).Select(o => o.Votes).SingleAsync();
            await {|RACE3005:db.Database.{{call}}|};
        }
        """);

    [Theory]
    [InlineData("command.Parameters.Add(\"@votes\", NpgsqlTypes.NpgsqlDbType.Integer).Value = votes + 1;", "@votes")]
    [InlineData("var p = command.CreateParameter(); p.ParameterName = \"votes\"; p.Value = votes + 1; command.Parameters.Add(p);", "@votes")]
    [InlineData("command.Parameters.AddWithValue(votes + 1);", "$1")]
    [InlineData("command.Parameters.Add(new() { Value = votes + 1 });", "$1")]
    public Task Parameters_however_they_are_given(string give, string name) => Commands($$"""
        public async Task Vote(NpgsqlDataSource source)
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var select = source.CreateCommand("SELECT votes FROM options WHERE id = 1");
            var votes = (int)(await select.ExecuteScalarAsync())!;
            await using var command = new NpgsqlCommand("UPDATE options SET votes = {{name}} WHERE id = 1", connection);
            {{give}}
            await {|RACE3005:command.ExecuteNonQueryAsync()|};
        }
        """);

    [Fact]
    public Task A_command_in_a_batch() => Commands("""
        public async Task Vote(NpgsqlConnection connection)
        {
            await using var select = new NpgsqlCommand("SELECT votes FROM options WHERE id = 1", connection);
            var votes = (int)(await select.ExecuteScalarAsync())!;
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    {|RACE3005:new NpgsqlBatchCommand("UPDATE options SET votes = $1 WHERE id = 1") { Parameters = { new() { Value = votes + 1 } } }|},
                    new NpgsqlBatchCommand("INSERT INTO log (text) VALUES ('vote')"),
                },
            };
            await batch.ExecuteNonQueryAsync();
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
