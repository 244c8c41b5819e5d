using RaceSafe.Analyzers;

namespace RaceSafe.Analyzers.Tests.Rules.Usage;

public class RACE5001_Silent
{
    [Theory]
    [InlineData("if (await db.Codes.Where(c => c.Id == id && !c.Used).ExecuteUpdateAsync(s => s.SetProperty(c => c.Used, true)) == 0) return;")] // asked
    [InlineData("await db.Codes.Where(c => c.Id == id).ExecuteUpdateAsync(s => s.SetProperty(c => c.Left, c => c.Left - 1));")] // no condition
    [InlineData("await db.Codes.Where(c => c.Id == id && !c.Hidden).ExecuteUpdateAsync(s => s.SetProperty(c => c.Left, c => c.Left - 1));")] // on another column
    [InlineData("await db.Codes.Where(c => c.Left > 0 && c.Left < n).ExecuteUpdateAsync(s => s.SetProperty(c => c.Left, 0));")] // many rows
    public Task A_row_that_is_added_for_another_reason(string statement) => Verified($$"""
        public async Task Redeem(int id, int n)
        {
            {{statement}}
            db.Credits.Add(new Credit { CodeId = id });
            await db.SaveChangesAsync();
        }
        """);

    [Theory]
    [InlineData("db.CodeLogs.Add(new CodeLog { CodeId = id });")] // a note
    [InlineData("db.Codes.Add(new Code { Text = \"next\" });")] // the next of its kind
    [InlineData("")]
    public Task Nothing_that_depends_on_it(string after) => Verified($$"""
        public async Task Retire(int id)
        {
            await db.Codes.Where(c => c.Id == id && !c.Used).ExecuteUpdateAsync(s => s.SetProperty(c => c.Used, true));
            {{after}}
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task What_was_done_before() => Verified("""
        public async Task Redeem(int id)
        {
            db.Credits.Add(new Credit { CodeId = id });
            await db.SaveChangesAsync();
            await db.Codes.Where(c => c.Id == id && !c.Used).ExecuteUpdateAsync(s => s.SetProperty(c => c.Used, true));
        }
        """);

    internal static Task Verified(string members) => Verify.Analyzer<RaceAnalyzer>($$"""
        using Microsoft.EntityFrameworkCore;
        public class Code { public int Id { get; set; } public string Text { get; set; } = ""; public bool Used { get; set; } public bool Hidden { get; set; } public int Left { get; set; } }
        public class Credit { public int Id { get; set; } public int CodeId { get; set; } }
        public class CodeLog { public int Id { get; set; } public int CodeId { get; set; } }
        public class GiftContext : DbContext { public DbSet<Code> Codes => Set<Code>(); public DbSet<Credit> Credits => Set<Credit>(); public DbSet<CodeLog> CodeLogs => Set<CodeLog>(); }
        public class Service(GiftContext db)
        {
        {{members}}
        }
        """, new() { References = ["EFCore"] });

    [Theory]
    [InlineData("if (await connection.ExecuteAsync(\"UPDATE stock SET quantity = quantity - @n WHERE id = @id AND quantity >= @n\", new { id, n }) == 0) return;")] // asked
    [InlineData("await connection.ExecuteAsync(\"UPDATE stock SET quantity = quantity - @n WHERE id = @id\", new { id, n });")] // no condition
    public Task SQL_that_is_asked_or_does_not_decide(string statement) => Verify.Analyzer<RaceAnalyzer>($$"""
        using System.Data;
        using Dapper;
        public class Service(IDbConnection connection)
        {
            public async Task Buy(int id, int n)
            {
                {{statement}}
                await connection.ExecuteAsync("INSERT INTO sales (stock_id, quantity) VALUES (@id, @n)", new { id, n });
            }
        }
        """, new() { References = ["Dapper"] });
}
