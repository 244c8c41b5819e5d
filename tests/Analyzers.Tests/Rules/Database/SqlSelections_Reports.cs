namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>A row is selected by one key, and updated by another that it brought along.</summary>
public class SqlSelections_Reports
{
    [Theory]
    [InlineData("var left = card.Votes - amount;")]
    [InlineData("var left = card.Votes; left -= amount;")]
    [InlineData("var by = card.Votes; var left = Math.Max(by - amount, 0);")]
    public Task A_value_computed_from_what_was_selected(string compute) => Shop.Sql($$"""
        public bool Spend(string name, int amount)
        {
            var card = connection.QuerySingleOrDefault<Option>("SELECT id, votes FROM options WHERE name = @name", new { name });
            if (card is null || card.Votes < amount) return false;
            {{compute}}
            {|RACE3005:connection.Execute("UPDATE options SET votes = @left WHERE id = @Id", new { left, card.Id })|};
            return true;
        }
        """);

    [Fact]
    public Task Every_row_of_a_list() => Shop.Sql("""
        public void Decay(string name)
        {
            var options = connection.Query<Option>("SELECT * FROM options WHERE name = @name", new { name });
            foreach (var option in options)
                {|RACE3005:connection.Execute("UPDATE options SET votes = @votes WHERE id = @id", new { votes = option.Votes - 1, id = option.Id })|};
        }
        """);
}
