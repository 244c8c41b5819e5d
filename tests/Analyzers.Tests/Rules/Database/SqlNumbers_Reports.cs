namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>SQL text: numbers, layers, and rows that are handed to a statement as a whole.</summary>
public class SqlNumbers_Reports
{
    [Theory]
    [InlineData("SELECT COALESCE(MAX(id), 0) + 1 FROM options", "next")]
    [InlineData("SELECT MAX(id) FROM options", "next + 1")]
    public Task A_number_after_the_greatest(string query, string number) => Shop.Sql($$"""
        public void Add(string name)
        {
            var next = connection.ExecuteScalar<int>("{{query}}");
            {|RACE3006:connection.Execute("INSERT INTO options (id, name) VALUES (@id, @name)", new { id = {{number}}, name })|};
        }
        """);

    [Fact]
    public Task A_row_that_is_changed_and_handed_to_the_statement() => Shop.Sql("""
        public bool Take(int optionId, int votes)
        {
            var option = connection.QuerySingleOrDefault<Option>("SELECT id, votes FROM options WHERE id = @optionId", new { optionId });
            if (option is null || option.Votes < votes) return false;
            option.Votes -= votes;
            {|RACE3005:connection.Execute("UPDATE options SET votes = @Votes WHERE id = @Id", option)|};
            return true;
        }
        """);

    [Fact]
    public Task A_limit_in_one_method_of_a_repository_and_the_insert_in_another() => Shop.Sql("""
        private int Count(int poll) => connection.ExecuteScalar<int>("SELECT COUNT(*) FROM options WHERE poll = @poll", new { poll });

        private void Insert(int poll, string name) => connection.Execute("INSERT INTO options (poll, name) VALUES (@poll, @name)", new { poll, name });

        public void Add(int poll, string name)
        {
            if (Count(poll) >= 10) return;
            {|RACE3003:Insert(poll, name)|};
        }
        """);

    [Theory]
    [InlineData("INSERT INTO orders (id, number) SELECT @id, COALESCE(MAX(number), 0) + 1 FROM orders")]
    [InlineData("INSERT INTO dbo.Orders (Id, Number) VALUES (@id, (SELECT MAX(Number) + 1 FROM dbo.Orders))")]
    [InlineData("UPDATE tickets SET queue = @id, place = (SELECT COALESCE(MAX(place), 0) + 1 FROM tickets WHERE queue = @id) WHERE id = @id")]
    public Task One_statement_that_looks_and_writes(string statement) => Shop.Sql($$"""
        public void Add(int id) => {|RACE3006:connection.Execute("{{statement}}", new { id })|};
        """);
}
