using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Tests.Whole;

namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>A method of a row that sets a flag and throws when it is set: whoever comes second is let through, and the row is the same.</summary>
public class SameEnd_Suggests
{
    [Theory]
    [InlineData("", "", DiagnosticSeverity.Info)]
    [InlineData("By = user;", "", DiagnosticSeverity.Warning)] // the first is overwritten
    [InlineData("", "await bank.Refund(row.Id);", DiagnosticSeverity.Warning)]
    [InlineData("", "db.Add(new Note { Of = row.Id });", DiagnosticSeverity.Warning)]
    public async Task Nothing_but_the_flag_hangs_on_it(string beside, string after, DiagnosticSeverity severity)
    {
        var source = $$"""
            using System;
            using System.Threading.Tasks;
            using Microsoft.EntityFrameworkCore;
            public interface IBank { Task Refund(int id); }
            public class Note { public int Id { get; set; } public int Of { get; set; } }
            public class Stay
            {
                public int Id { get; private set; }
                public bool IsCancelled { get; private set; }
                public string By { get; private set; } = "";
                public void Cancel(string user)
                {
                    if (IsCancelled) throw new InvalidOperationException();
                    IsCancelled = true;
                    {{beside}}
                }
            }
            public class Hotel : DbContext { public DbSet<Stay> Stays => Set<Stay>(); public DbSet<Note> Notes => Set<Note>(); }
            public class Stays(Hotel db, IBank bank)
            {
                public async Task Cancel(int id, string user)
                {
                    var row = await db.Stays.SingleAsync(s => s.Id == id);
                    row.Cancel(user);
                    {{after}}
                    await db.SaveChangesAsync();
                }
            }
            """;
        var compilation = Findings.Compile([("Stays.cs", source)], Inputs.Everything);
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(Findings.Show));
        Assert.Equal(severity, Assert.Single(await Findings.Of(new RaceAnalyzer(), compilation), finding => finding.Id == "RACE3004").Severity);
    }
}
