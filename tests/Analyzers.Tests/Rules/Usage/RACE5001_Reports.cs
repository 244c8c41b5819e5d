using RaceSafe.Analyzers;

namespace RaceSafe.Analyzers.Tests.Rules.Usage;

public class RACE5001_Reports
{
    [Theory]
    [InlineData("await db.Codes.Where(c => c.Id == id && !c.Used).ExecuteUpdateAsync(s => s.SetProperty(c => c.Used, true));")]
    [InlineData("await db.Codes.Where(c => c.Id == id).Where(c => c.Left >= n).ExecuteUpdateAsync(s => s.SetProperty(c => c.Left, c => c.Left - n));")]
    [InlineData("_ = await db.Codes.Where(c => c.Id == id && c.Left > 0).ExecuteUpdateAsync(s => s.SetProperty(c => c.Left, c => c.Left - 1));")]
    public Task A_statement_that_decides_and_is_not_asked(string statement) => RACE5001_Silent.Verified($$"""
        public async Task Redeem(int id, int n)
        {
            {{statement.Replace("await db.", "await {|RACE5001:db.").Replace(";", "|};")}}
            db.Credits.Add(new Credit { CodeId = id });
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task One_row_that_was_looked_up_by_the_same_column() => RACE5001_Silent.Verified("""
        public async Task Redeem(string text)
        {
            var code = await db.Codes.AsNoTracking().SingleAsync(c => c.Text == text);
            await {|RACE5001:db.Codes.Where(c => c.Text == text && !c.Used).ExecuteUpdateAsync(s => s.SetProperty(c => c.Used, true))|};
            db.Credits.Add(new Credit { CodeId = code.Id });
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task SQL_that_decides_and_is_not_asked() => Verify.Analyzer<RaceAnalyzer>("""
        using System.Data;
        using Dapper;
        public class Service(IDbConnection connection)
        {
            public async Task Buy(int id, int n)
            {
                await {|RACE5001:connection.ExecuteAsync("UPDATE stock SET quantity = quantity - @n WHERE id = @id AND quantity >= @n", new { id, n })|};
                await connection.ExecuteAsync("INSERT INTO sales (stock_id, quantity) VALUES (@id, @n)", new { id, n });
            }
        }
        """, new() { References = ["Dapper"] });
}
