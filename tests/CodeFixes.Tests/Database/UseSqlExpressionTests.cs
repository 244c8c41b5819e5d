using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Database;

/// <summary>The sum moves into the SQL.</summary>
public sealed class UseSqlExpressionTests
{
    [Fact]
    public Task A_scalar_that_nobody_needs_goes() => Becomes(
        """
        var votes = await connection.ExecuteScalarAsync<int>("SELECT votes FROM options WHERE id = @id", new { id });
        await {|RACE3005:connection.ExecuteAsync("UPDATE options SET votes = @votes WHERE id = @id", new { id, votes = votes + by })|};
        """,
        """
        await connection.ExecuteAsync("UPDATE options SET votes = votes + @votes WHERE id = @id", new { id, votes = by });
        """);

    [Fact]
    public Task A_row_that_is_needed_for_more_stays() => Becomes(
        """"
        var option = await connection.QuerySingleAsync<Option>("SELECT id, votes, name FROM options WHERE id = @id", new { id });
        await {|RACE3005:connection.ExecuteAsync(
            """
            UPDATE options
            SET votes = @votes
            WHERE id = @id
            """, new { id, votes = option.Votes - 1 })|};
        Console.WriteLine(option.Name);
        """",
        """"
        var option = await connection.QuerySingleAsync<Option>("SELECT id, votes, name FROM options WHERE id = @id", new { id });
        await connection.ExecuteAsync(
            """
            UPDATE options
            SET votes = votes - @votes
            WHERE id = @id
            """, new { id, votes = 1 });
        Console.WriteLine(option.Name);
        """");

    [Fact]
    public Task A_row_that_must_be_there_is_still_missed() => Becomes(
        """
        var votes = await connection.QuerySingleAsync<int>("SELECT votes FROM options WHERE id = @id", new { id });
        await {|RACE3005:connection.ExecuteAsync("UPDATE options SET votes = @votes WHERE id = @id", new { id, votes = votes + 1 })|};
        """,
        """
        if (await connection.ExecuteAsync("UPDATE options SET votes = votes + @votes WHERE id = @id", new { id, votes = 1 }) == 0)
            throw new InvalidOperationException("Sequence contains no elements.");
        """);

    [Fact]
    public Task The_new_value_comes_back_by_returning() => Becomes(
        """
        var votes = await connection.ExecuteScalarAsync<int>("SELECT votes FROM options WHERE id = @id", new { id });
        var next = votes + 1;
        await {|RACE3005:connection.ExecuteAsync("UPDATE options SET votes = @next WHERE id = @id;", new { id, next })|};
        Console.WriteLine(next);
        """,
        """
        var next = await connection.ExecuteScalarAsync<int>("UPDATE options SET votes = votes + @next WHERE id = @id RETURNING votes;", new { id, next = 1 });
        Console.WriteLine(next);
        """);

    [Theory]
    [InlineData("var votes = await connection.ExecuteScalarAsync<int>(\"SELECT votes FROM options WHERE id = @id\", new { id }); votes *= 2; await {|RACE3005:connection.ExecuteAsync(\"UPDATE options SET votes = @votes WHERE id = @id\", new { id, votes = votes + 1 })|};")]
    [InlineData("var votes = await connection.ExecuteScalarAsync<int>(\"SELECT votes FROM options WHERE id = @id\", new { id }); await {|RACE3005:connection.ExecuteAsync(\"UPDATE options SET votes = @votes WHERE id = @id\", new { id, votes = votes * 2 })|};")]
    [InlineData("var votes = await connection.ExecuteScalarAsync<int>(\"SELECT votes FROM options WHERE id = @id\", new { id }); await {|RACE3005:connection.ExecuteAsync(\"UPDATE options SET votes = @votes, shown = @votes WHERE id = @id\", new { id, votes = votes + 1 })|};")]
    [InlineData("const string Sql = \"UPDATE options SET votes = @votes WHERE id = @id\"; var votes = await connection.ExecuteScalarAsync<int>(\"SELECT votes FROM options WHERE id = @id\", new { id }); await {|RACE3005:connection.ExecuteAsync(Sql, new { id, votes = votes + 1 })|};")]
    public Task Is_not_offered_for_more_than_one_sum_in_one_text(string body) => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(Source(body), setup: s_setup);

    private static readonly Setup s_setup = new() { References = ["Dapper", "Npgsql"] };

    [Fact]
    public Task Text_and_parameters_in_commands() => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(
        """
        using Npgsql;
        public class Service
        {
            public async Task Vote(NpgsqlConnection connection, int id, int by)
            {
                // how many
                await using var select = new NpgsqlCommand("SELECT votes FROM options WHERE id = @id", connection);
                select.Parameters.AddWithValue("id", id);
                var votes = (int)(await select.ExecuteScalarAsync())!;
                await using var update = new NpgsqlCommand("UPDATE options SET votes = @votes WHERE id = @id", connection);
                update.Parameters.AddWithValue("id", id);
                update.Parameters.AddWithValue("votes", votes + by);
                await {|RACE3005:update.ExecuteNonQueryAsync()|};
            }
        }
        """,
        """
        using Npgsql;
        public class Service
        {
            public async Task Vote(NpgsqlConnection connection, int id, int by)
            {
                // how many
                await using var update = new NpgsqlCommand("UPDATE options SET votes = votes + @votes WHERE id = @id", connection);
                update.Parameters.AddWithValue("id", id);
                update.Parameters.AddWithValue("votes", by);
                if (await update.ExecuteNonQueryAsync() == 0)
                    throw new InvalidOperationException("Sequence contains no elements.");
            }
        }
        """, null, new() { References = ["Npgsql"] });

    [Theory]
    [InlineData("if (votes < by) return;")]
    [InlineData("if (votes <= 0) throw new InvalidOperationException();")]
    [InlineData("var isEnough = votes >= by; if (!isEnough) return;")]
    public Task Is_not_offered_where_the_old_value_decides_whether_there_is_room(string check) => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(Source($$"""
        var votes = await connection.ExecuteScalarAsync<int>("SELECT votes FROM options WHERE id = @id", new { id });
        {{check}}
        await {|RACE3005:connection.ExecuteAsync("UPDATE options SET votes = @votes WHERE id = @id", new { id, votes = votes - by })|};
        """), setup: s_setup);

    [Fact]
    public Task Is_not_offered_for_text_that_is_handed_to_a_helper() => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>("""
        using System.Data;
        using Dapper;

        public class Service(IDbConnection connection)
        {
            private Task<T> One<T>(string sql, object args) => connection.QuerySingleAsync<T>(sql, args);

            private Task Run(string sql, object args) => connection.ExecuteAsync(sql, args);

            public async Task VoteAsync(int id)
            {
                var votes = await One<int>("SELECT votes FROM options WHERE id = @id", new { id });
                await {|RACE3005:Run("UPDATE options SET votes = @votes WHERE id = @id", new { id, votes = votes + 1 })|};
            }
        }
        """, setup: s_setup);

    [Fact]
    public Task A_number_in_a_command_that_is_needed_for_more() => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>("""
        using Npgsql;
        public class Service
        {
            public async Task<int> Vote(NpgsqlConnection connection)
            {
                await using var select = new NpgsqlCommand("SELECT votes FROM options WHERE id = 1", connection);
                var votes = (int)(await select.ExecuteScalarAsync())!;
                await using var update = new NpgsqlCommand("UPDATE options SET votes = @votes WHERE id = 1", connection);
                update.Parameters.AddWithValue("votes", votes + 1);
                await {|RACE3005:update.ExecuteNonQueryAsync()|};
                return votes + 1;
            }
        }
        """, setup: new() { References = ["Npgsql"] });

    [Theory]
    [InlineData("Microsoft.Data.SqlClient", "SqlConnection", "UPDATE options SET votes = votes + @votes OUTPUT INSERTED.votes WHERE id = @id")]
    [InlineData("Microsoft.Data.SqlClient", "IDbConnection", "UPDATE options SET votes = votes + @votes OUTPUT INSERTED.votes WHERE id = @id")]
    [InlineData("Npgsql", "NpgsqlConnection", "UPDATE options SET votes = votes + @votes WHERE id = @id RETURNING votes")]
    [InlineData("Microsoft.Data.Sqlite", "SqliteConnection", "UPDATE options SET votes = votes + @votes WHERE id = @id RETURNING votes")]
    public Task A_value_that_is_needed_comes_back_in_the_words_of_the_database(string driver, string connection, string update) => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(
        Driven(driver, connection, """
            var votes = await connection.ExecuteScalarAsync<int>("SELECT votes FROM options WHERE id = @id", new { id });
            var next = votes + by;
            await {|RACE3005:connection.ExecuteAsync("UPDATE options SET votes = @next WHERE id = @id", new { id, next })|};
            """),
        Driven(driver, connection, $"""var next = await connection.ExecuteScalarAsync<int>("{update.Replace("@votes", "@next")}", new {"{ id, next = by }"});"""),
        setup: new() { References = ["Dapper", driver] });

    [Fact]
    public Task A_value_that_is_needed_of_a_row_that_has_to_be_there() => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(
        Driven("Npgsql", "NpgsqlConnection", """
            await using var transaction = await connection.BeginTransactionAsync();
            var votes = await connection.QuerySingleAsync<int>("SELECT votes FROM options WHERE id = @id", new { id }, transaction);
            var next = votes + by;
            await {|RACE3007:connection.ExecuteAsync("UPDATE options SET votes = @next WHERE id = @id", new { id, next }, transaction)|};
            await transaction.CommitAsync();
            """),
        Driven("Npgsql", "NpgsqlConnection", """
            await using var transaction = await connection.BeginTransactionAsync();
            var next = await connection.QuerySingleAsync<int>("UPDATE options SET votes = votes + @next WHERE id = @id RETURNING votes", new { id, next = by }, transaction);
            await transaction.CommitAsync();
            """), setup: new() { References = ["Dapper", "Npgsql"] });

    [Fact]
    public Task A_value_does_not_come_back_where_it_may_be_either_database() => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(
        Driven("System.Data", "IDbConnection", """
            var votes = await connection.ExecuteScalarAsync<int>("SELECT votes FROM options WHERE id = @id", new { id });
            var next = votes + by;
            await {|RACE3005:connection.ExecuteAsync("UPDATE options SET votes = @next WHERE id = @id", new { id, next })|};
            """), setup: new() { References = ["Dapper", "Npgsql", "Microsoft.Data.SqlClient"] });

    private static string Driven(string driver, string connection, string body) => $$"""
        using System.Data;
        using Dapper;
        using {{driver}};

        public class Service({{connection}} connection)
        {
            public async Task<int> VoteAsync(int id, int by)
            {
                {{body.Replace("\n", "\n        ")}}
                return next;
            }
        }
        """;

    private static Task Becomes(string before, string after) => Verify.Fix<RaceAnalyzer, MakeAtomicFix>(Source(before), Source(after), setup: s_setup);

    private static string Source(string body) => $$"""
        using System.Data;
        using Dapper;

        public class Option { public int Id { get; set; } public int Votes { get; set; } public string Name { get; set; } = ""; }

        public class Service(IDbConnection connection)
        {
            public async Task VoteAsync(int id, int by)
            {
                {{string.Join("\n", body.Split('\n').Select((line, i) => i == 0 || line.Length == 0 ? line : "        " + line))}}
            }
        }
        """;
}
