using RaceSafe.Analyzers;
using RaceSafe.CodeFixes.Fixes;

namespace RaceSafe.CodeFixes.Tests.Database;

/// <summary>Sources of the database fixes: members of a class that has a context <c>db</c>, beside a model.</summary>
internal static class RowFixCode
{
    private const string Model = """
        using Microsoft.EntityFrameworkCore;

        public enum Status { Pending, Paid, Cancelled }
        public class Option { public int Id { get; set; } public int Votes { get; set; } public long Views { get; set; } public string Name { get; set; } = ""; public DateTime LastVote { get; set; } }
        public class Vote { public int Id { get; set; } public int OptionId { get; set; } public int After { get; set; } }
        public class Event { public int Id { get; set; } public int Taken { get; set; } public int Capacity { get; set; } public bool Open { get; set; } }
        public class Order { public int Id { get; set; } public Status Status { get; set; } public DateTime? PaidAt { get; set; } public decimal Total { get; set; } }
        public class Tag { public int Id { get; set; } public string Name { get; set; } = ""; public int Uses { get; set; } }
        public class Account { public int Id { get; set; } [System.ComponentModel.DataAnnotations.ConcurrencyCheck] public int Balance { get; set; } }
        public class Payment { public int Id { get; set; } public int OrderId { get; set; } }

        public class Shop : DbContext
        {
            public DbSet<Option> Options => Set<Option>();
            public DbSet<Vote> Votes => Set<Vote>();
            public DbSet<Event> Events => Set<Event>();
            public DbSet<Order> Orders => Set<Order>();
            public DbSet<Tag> Tags => Set<Tag>();
            public DbSet<Account> Accounts => Set<Account>();
            public DbSet<Payment> Payments => Set<Payment>();
            protected override void OnModelCreating(ModelBuilder builder) => builder.Entity<Tag>().HasIndex(t => t.Name).IsUnique();
        }
        """;

    public static Setup Plain { get; } = new() { References = ["EFCore"] };

    public static Setup WithRuntime { get; } = new() { References = ["EFCore", "Runtime", "Runtime.EntityFrameworkCore"] };

    public static Task Becomes(string before, string after, Setup? setup = null, string usings = "", string? key = null) =>
        Verify.Fix<RaceAnalyzer, MakeAtomicFix>(Source(before), Source(after, usings), key, setup ?? Plain);

    public static Task Stays(string source, Setup? setup = null, string? model = null) => Verify.NoFix<RaceAnalyzer, MakeAtomicFix>(Source(source, "", model), setup: setup ?? WithRuntime);

    /// <summary>Calls within a transaction of the default isolation, in which a serializable unit would refuse to run: no such unit is offered.</summary>
    public static string WeakCaller(string call) => $"public async Task Caller() {{ await using var transaction = await db.Database.BeginTransactionAsync(); await {call}; await transaction.CommitAsync(); }}";

    private static Code Source(string members, string usings = "", string? model = null) => Code.Files(("Test0.cs", $$"""
        using Microsoft.EntityFrameworkCore;
        {{usings}}
        public class Service(Shop db)
        {
            {{string.Join("\n", members.Split('\n').Select((line, i) => i == 0 || line.Length == 0 ? line : "    " + line))}}
        }
        """), ("Model.cs", model ?? Model));
}
