namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>The same two statements, where the value is not computed from the column or the row is another.</summary>
public class SqlSelections_Silent
{
    [Theory]
    [InlineData("UPDATE options SET votes = @left WHERE id = @Id", "var left = amount * 2;")]
    [InlineData("UPDATE options SET votes = @left WHERE id = @Id", "var left = card.Id + amount;")]
    [InlineData("UPDATE options SET votes = @left WHERE id = @Id", "var left = card.Votes;")]
    [InlineData("UPDATE options SET votes = @left WHERE id = @Id AND votes = @Votes", "var left = card.Votes - amount;")]
    [InlineData("UPDATE options SET votes = votes - @left WHERE id = @Id", "var left = card.Votes + amount;")]
    [InlineData("UPDATE totals SET votes = @left WHERE id = @Id", "var left = card.Votes - amount;")]
    public Task Another_value_another_table_and_a_statement_that_computes_or_compares(string update, string compute) => Shop.Sql($$"""
        public void Spend(string name, int amount)
        {
            var card = connection.QuerySingle<Option>("SELECT id, votes FROM " + "options WHERE name = @name", new { name });
            {{compute}}
            connection.Execute("{{update}}", new { left, card.Id, card.Votes });
        }
        """);

    [Fact]
    public Task A_row_that_gets_what_another_had() => Shop.Sql("""
        public void Copy(string name, int id)
        {
            var card = connection.QuerySingle<Option>("SELECT id, votes FROM options WHERE name = @name", new { name });
            var votes = card.Votes + 1;
            connection.Execute("UPDATE options SET votes = @votes WHERE id = @id", new { votes, id });
        }
        """);

    [Fact]
    public Task A_row_that_is_locked() => Shop.Sql("""
        public void Spend(string name, int amount, IDbTransaction transaction)
        {
            var card = connection.QuerySingle<Option>("SELECT id, votes FROM options WHERE name = @name FOR UPDATE", new { name }, transaction);
            var left = card.Votes - amount;
            connection.Execute("UPDATE options SET votes = @left WHERE id = @Id", new { left, card.Id }, transaction);
        }
        """);
}
