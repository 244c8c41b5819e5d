using Microsoft.CodeAnalysis;
using RaceSafe.Analyzers.Tests.Whole;

namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>A lost count of attempts is worth a look; it sells nothing twice.</summary>
public class Bookkeeping_Suggests
{
    private const string Model = """
        using Microsoft.EntityFrameworkCore;
        public enum State { Waiting, Sending, Sent }
        public class Message { public int Id { get; set; } public State State { get; set; } public int TimesSent { get; set; } public int Retries { get; set; } public int Version { get; set; } public string? Error { get; set; } }
        public class Post : DbContext { public DbSet<Message> Messages => Set<Message>(); }
        """;

    [Theory]
    [InlineData("message.State = next; if (next == State.Sending) message.TimesSent++;")]
    [InlineData("message.State = next; if (next == State.Sending) { message.TimesSent += 1; }")]
    [InlineData("message.State = next; if (message.Id > 5) message.Retries++;")]
    [InlineData("message.Version++;")]
    [InlineData("try { Send(); } catch (System.Exception e) { message.Retries++; message.Error = e.Message; }")]
    public async Task How_often_a_row_came_to_a_state_and_how_often_work_on_it_failed(string change) =>
        Assert.Equal(DiagnosticSeverity.Info, (await Finding(change)).Severity);

    [Theory]
    [InlineData("message.State = next; message.TimesSent++;")]
    [InlineData("message.State = next; if (message.Id > 5) message.TimesSent++;")]
    [InlineData("message.State = next; if (next == State.Sending) message.TimesSent += 3;")]
    [InlineData("try { message.TimesSent++; } catch (System.Exception) { }")]
    [InlineData("if (next == State.Sending) message.TimesSent++;")]
    public async Task Any_other_count_is_as_precious_as_before(string change) =>
        Assert.Equal(DiagnosticSeverity.Warning, (await Finding(change)).Severity);

    private static async Task<Diagnostic> Finding(string change)
    {
        var service = $$"""
            using Microsoft.EntityFrameworkCore;
            public class Sender(Post db)
            {
                public async System.Threading.Tasks.Task Change(int id, State next)
                {
                    var message = await db.Messages.SingleAsync(m => m.Id == id);
                    {{change}}
                    await db.SaveChangesAsync();
                }

                private static void Send() { }
            }
            """;
        var compilation = Findings.Compile([("Model.cs", Model), ("Sender.cs", service)], Inputs.Everything);
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(Findings.Show));
        return Assert.Single(await Findings.Of(new RaceAnalyzer(), compilation), finding => finding.Id == "RACE3001");
    }
}
