using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Tests.Whole;

namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>A number that is given out twice matters where it stands for the row; two rows may have one place in an order.</summary>
public class Numbers_Suggests
{
    [Theory]
    [InlineData("DisplayOrder", DiagnosticSeverity.Info)]
    [InlineData("Position", DiagnosticSeverity.Info)]
    [InlineData("Number", DiagnosticSeverity.Warning)]
    [InlineData("OrderNo", DiagnosticSeverity.Warning)]
    public async Task A_place_in_an_order_is_a_suggestion(string column, DiagnosticSeverity severity)
    {
        var source = $$"""
            using System.Linq;
            using Microsoft.EntityFrameworkCore;
            public class Item { public int Id { get; set; } public int {{column}} { get; set; } }
            public class Shop : DbContext { public DbSet<Item> Items => Set<Item>(); }
            public class Items(Shop db)
            {
                public async System.Threading.Tasks.Task Add()
                {
                    var last = await db.Items.MaxAsync(i => (int?)i.{{column}}) ?? 0;
                    db.Items.Add(new Item { {{column}} = ++last });
                    await db.SaveChangesAsync();
                }
            }
            """;
        var compilation = Findings.Compile([("Items.cs", source)], Inputs.Everything);
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(Findings.Show));
        Assert.Equal(severity, Assert.Single(await Findings.Of(new RaceAnalyzer(), compilation), finding => finding.Id == "RACE3006").Severity);
    }
}
