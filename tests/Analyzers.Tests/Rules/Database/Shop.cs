using RaceSafe.Analyzers;

namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>A small shop behind Entity Framework, on which the tests of the database rules run.</summary>
internal static class Shop
{
    private const string Model = """
        using Microsoft.EntityFrameworkCore;
        using System.ComponentModel.DataAnnotations;
        using System.ComponentModel.DataAnnotations.Schema;

        public enum Status { Pending, Paid, Cancelled }

        public class Option { public int Id { get; set; } public int Votes { get; set; } public string Name { get; set; } = ""; public string Log { get; set; } = ""; [NotMapped] public int Shown { get; set; } }

        public class Order
        {
            public int Id { get; set; }
            public int Number { get; set; }
            public Status Status { get; set; }
            public bool Reminded { get; set; }
            public decimal Total { get; set; }
            public List<Line> Lines { get; } = [];
        }

        public class Line { public int Id { get; set; } public int ProductId { get; set; } public int Quantity { get; set; } }

        public class Product
        {
            public int Id { get; set; }
            public int Stock { get; private set; }
            public void RemoveStock(int quantity) { if (Stock < quantity) throw new InvalidOperationException(); Stock -= quantity; }
            public void SetStock(int stock) => Stock = stock;
        }

        public class Account { public int Id { get; set; } public decimal Balance { get; set; } [Timestamp] public byte[] Version { get; set; } = []; }
        public class Wallet { public int Id { get; set; } [ConcurrencyCheck] public decimal Balance { get; set; } public int Uses { get; set; } }
        public class Ticket { public int Id { get; set; } public int Sold { get; set; } public Guid Stamp { get; set; } }
        public class Customer { public int Id { get; set; } public string Email { get; set; } = ""; public string Code { get; set; } = ""; public string Phone { get; set; } = ""; }
        [Index(nameof(Name), IsUnique = true)] public class Tag { public int Id { get; set; } public string Name { get; set; } = ""; }
        public class Registration { public int Id { get; set; } public int EventId { get; set; } public int Spots { get; set; } }

        public class ShopContext : DbContext
        {
            public DbSet<Option> Options => Set<Option>();
            public DbSet<Order> Orders => Set<Order>();
            public DbSet<Product> Products => Set<Product>();
            public DbSet<Account> Accounts => Set<Account>();
            public DbSet<Wallet> Wallets => Set<Wallet>();
            public DbSet<Ticket> Tickets => Set<Ticket>();
            public DbSet<Customer> Customers => Set<Customer>();
            public DbSet<Tag> Tags => Set<Tag>();
            public DbSet<Registration> Registrations => Set<Registration>();

            protected override void OnModelCreating(ModelBuilder builder) =>
                builder.Entity<Ticket>(ticket => ticket.Property(t => t.Stamp).IsConcurrencyToken().ValueGeneratedOnAddOrUpdate());
        }

        public class CustomerConfiguration : IEntityTypeConfiguration<Customer>
        {
            public void Configure(Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<Customer> builder)
            {
                builder.HasIndex(c => c.Email).IsUnique();
                builder.HasIndex(c => c.Phone);
            }
        }
        """;

    /// <summary>Analyses a file of its own beside the model.</summary>
    public static Task File(string source) => Verify.Analyzer<RaceAnalyzer>(
        Code.Files(("Test0.cs", "using Microsoft.EntityFrameworkCore;\n" + source), ("Model.cs", Model)), new() { References = ["EFCore"] });

    /// <summary>Analyses methods of a class that has the context as <c>db</c>.</summary>
    public static Task Service(string members) => File($"public class Service(ShopContext db)\n{{\n{members}\n}}\n");

    /// <summary>Analyses methods of a class that has a connection for Dapper as <c>connection</c>.</summary>
    public static Task Sql(string members) => Verify.Analyzer<RaceAnalyzer>(
        $$"""
        using System.Data;
        using Dapper;
        public class Option { public int Id { get; set; } public int Votes { get; set; } public string Name { get; set; } = ""; }
        public class Service(IDbConnection connection)
        {
        {{members}}
        }
        """, new() { References = ["Dapper"] });
}
