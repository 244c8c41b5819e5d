namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Rows that are inserted by SQL, and the id that they get asked back in the same call.</summary>
public class SqlInserts_Reports
{
    [Theory]
    [InlineData("INSERT INTO options (name) VALUES (@name) RETURNING id")]
    [InlineData("INSERT INTO options (name) OUTPUT INSERTED.id VALUES (@name)")]
    [InlineData("INSERT INTO options (name) VALUES (@name); SELECT SCOPE_IDENTITY();")]
    [InlineData("insert into options (name) values (@name); select last_insert_rowid()")]
    public Task The_id_is_asked_back(string insert) => Commands($$"""
        public int Ensure(NpgsqlConnection connection, string name)
        {
            using var look = new NpgsqlCommand("SELECT id FROM options WHERE name = @name", connection);
            look.Parameters.AddWithValue("name", name);
            if (look.ExecuteScalar() is int id) return id;
            using var command = connection.CreateCommand();
            command.CommandText = "{{insert}}";
            command.Parameters.AddWithValue("@name", name);
            return (int){|RACE3002:command.ExecuteScalar()|}!;
        }
        """);

    [Theory]
    [InlineData("\"INSERT INTO options (name) VALUES (@name); SELECT CAST(SCOPE_IDENTITY() AS int)\"")]
    [InlineData("Insert")]
    public Task The_id_is_asked_back_through_Dapper(string insert) => Shop.Sql($$"""
        private const string Insert = "INSERT INTO options (name) OUTPUT INSERTED.id VALUES (@name)";

        public async Task<int> Ensure(string name)
        {
            var id = await connection.ExecuteScalarAsync<int?>("SELECT id FROM options WHERE name = @name", new { name });
            return id ?? await {|RACE3002:connection.QuerySingleAsync<int>({{insert}}, new { name })|};
        }
        """);

    [Fact]
    public Task A_number_after_the_greatest() => Commands("""
        public async Task<int> Add(NpgsqlConnection connection)
        {
            await using var greatest = new NpgsqlCommand("SELECT MAX(number) FROM invoices", connection);
            var number = (int)(await greatest.ExecuteScalarAsync())! + 1;
            await using var insert = new NpgsqlCommand("INSERT INTO invoices (number) VALUES (@n) RETURNING id", connection);
            insert.Parameters.AddWithValue("n", number);
            return (int)(await {|RACE3006:insert.ExecuteScalarAsync()|})!;
        }
        """);

    [Theory]
    [InlineData("changed == 0")]
    [InlineData("changed < 1")]
    [InlineData("changed is 0")]
    [InlineData("!(changed > 0)")]
    public Task A_statement_that_changed_no_row(string none) => Shop.Sql($$"""
        public async Task Save(int id, string name)
        {
            var changed = await connection.ExecuteAsync("UPDATE options SET name = @name WHERE id = @id", new { id, name });
            if ({{none}}) await {|RACE3002:connection.ExecuteAsync("INSERT INTO options (id, name) VALUES (@id, @name)", new { id, name })|};
        }
        """);

    [Fact]
    public Task A_command_that_changed_no_row() => Commands("""
        public void Save(NpgsqlConnection connection, int id, string name)
        {
            using var update = new NpgsqlCommand("UPDATE options SET name = @name WHERE id = @id", connection);
            update.Parameters.AddWithValue("id", id);
            update.Parameters.AddWithValue("name", name);
            if (update.ExecuteNonQuery() > 0) return;
            using var insert = new NpgsqlCommand("INSERT INTO options (id, name) VALUES (@id, @name)", connection);
            insert.Parameters.AddWithValue("id", id);
            insert.Parameters.AddWithValue("name", name);
            {|RACE3002:insert.ExecuteNonQuery()|};
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
