using Microsoft.EntityFrameworkCore;

namespace RaceSafe.Runtime.EntityFrameworkCore.Tests;

public sealed class Option
{
    public int Id { get; set; }
    public int PollId { get; set; }
    public int Votes { get; set; }
    public int Capacity { get; set; } = 30;
    public long Views { get; set; }
    public int? Rank { get; set; }
    public double Score { get; set; }
    public decimal Price { get; set; }
    public bool IsOpen { get; set; } = true;
    public bool IsDeleted { get; set; }
    public int Version { get; set; } = 1;
    public long? Fence { get; set; }
    public long Mark { get; set; }
    public string Name { get; set; } = "";
    public int Packed { get; set; }
    public Stock Stock { get; set; } = new();
    public Place Place { get; set; } = new();
}

public sealed class Stock
{
    public int Left { get; set; }
}

public sealed class Place
{
    public int Visits { get; set; }
}

public class Account
{
    public Guid Id { get; set; }
    public int UserId { get; set; }
    public string Provider { get; set; } = "";
    public string? Token { get; set; }
    public int Logins { get; set; }
}

public sealed class PremiumAccount : Account;

public class Animal
{
    public int Id { get; set; }
    public int Age { get; set; }
}

public sealed class Cat : Animal
{
    public int Lives { get; set; }
}

public sealed class Document
{
    public int Id { get; set; }
    public Stock Data { get; set; } = new();
    public List<Stock> Parts { get; } = [];
}

public sealed class Keyless
{
    public int N { get; set; }
}

public sealed class Author
{
    public int Id { get; set; }
    public string Name { get; set; } = "";
    public List<Book> Books { get; } = [];
}

public sealed class Book
{
    public int Id { get; set; }
    public string Title { get; set; } = "";
    public Author? Author { get; set; }
    public List<Stock> Shelves { get; } = [];
    public List<Genre> Genres { get; } = [];
}

public sealed class Genre
{
    public int Id { get; set; }
    public string Name { get; set; } = "";
    public List<Book> Books { get; } = [];
}

public sealed class PollContext(DbContextOptions<PollContext> options) : DbContext(options)
{
    public DbSet<Option> Options => Set<Option>();
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<Animal> Animals => Set<Animal>();
    public DbSet<Document> Documents => Set<Document>();
    public DbSet<Keyless> Keyless => Set<Keyless>();
    public DbSet<Author> Authors => Set<Author>();
    public DbSet<Book> Books => Set<Book>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Option>(option =>
        {
            option.ToTable("poll \"options\"", Database.IsNpgsql() ? "Sales Dept" : null);
            option.Property(o => o.Votes).HasColumnName("votes, all");
            option.Property(o => o.Packed).HasConversion(v => v * 10, v => v / 10);
            option.HasQueryFilter(o => !o.IsDeleted);
            option.OwnsOne(o => o.Stock);
            option.ComplexProperty(o => o.Place);
        });
        model.Entity<Account>().HasIndex(a => new { a.UserId, a.Provider }).IsUnique();
        model.Entity<PremiumAccount>();
        model.Entity<Animal>().UseTptMappingStrategy();
        model.Entity<Cat>();
        model.Entity<Document>().OwnsOne(d => d.Data, data => data.ToJson()).OwnsMany(d => d.Parts, parts => parts.ToJson());
        model.Entity<Keyless>().HasNoKey();
        model.Entity<Book>().OwnsMany(b => b.Shelves, shelf => shelf.HasKey("Id"));
    }
}
