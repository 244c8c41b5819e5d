using RaceSafe.Analyzers;

namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Where nobody else is at the rows, every rule is silent.</summary>
public class Confinement_Silent
{
    public static TheoryData<string, string> Alone => Races.With(
        "public class DataSeeder(ShopContext db) { public async Task Run(int id, string phone)",
        "public class VotesMigration(ShopContext db) { public async Task Run(int id, string phone)",
        "public static class Start { public static async Task InitializeAsync(ShopContext db, int id, string phone)",
        "public class ServiceTests(ShopContext db) { public async Task Run(int id, string phone)");

    [Theory]
    [MemberData(nameof(Alone))]
    public Task Code_that_runs_once(string rule, string head) => Shop.File($$"""
        {{head}}
        {
            {{Races.Unmarked(rule)}}
        } }
        """);

    [Theory]
    [InlineData("RACE3001")]
    [InlineData("RACE3003")]
    [InlineData("RACE3004")]
    [InlineData("RACE3006")]
    public Task A_job_that_alone_writes_the_rows(string rule) => Verify.Analyzer<RaceAnalyzer>($$"""
        using Microsoft.EntityFrameworkCore;
        using Microsoft.Extensions.Hosting;

        public enum Status { Pending, Paid }
        public class Option { public int Id { get; set; } public int Votes { get; set; } }
        public class Order { public int Id { get; set; } public int Number { get; set; } public Status Status { get; set; } }
        public class Registration { public int Id { get; set; } public int EventId { get; set; } }
        public class Rows : DbContext { public DbSet<Option> Options => Set<Option>(); public DbSet<Order> Orders => Set<Order>(); public DbSet<Registration> Registrations => Set<Registration>(); }

        public class Nightly(Rows db) : BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken stopping)
            {
                const int id = 1;
                {{Races.Unmarked(rule)}}
            }
        }
        """, new() { References = ["EFCore", "Hosting"] });
}
