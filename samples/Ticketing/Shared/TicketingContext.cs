using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Samples;

namespace Ticketing;

/// <summary>The database of one request: PostgreSQL or a SQLite file.</summary>
public sealed class TicketingContext(DbContextOptions<TicketingContext> options) : DbContext(options)
{
    public DbSet<Event> Events => Set<Event>();

    public DbSet<Registration> Registrations => Set<Registration>();

    public DbSet<StatusChange> StatusChanges => Set<StatusChange>();

    /// <summary>The folder of this database's scripts.</summary>
    public string Dialect => Database.IsNpgsql() ? "postgresql" : "sqlite";

    /// <summary>A context on the database with this connection string: one of Npgsql (<c>Host=…</c>) or of SQLite (<c>Data Source=…</c>).</summary>
    public static TicketingContext Open(string connection) => new(ContextOptions.For<TicketingContext>(connection));

    /// <summary>Adds an event. Returns its id.</summary>
    public async Task<int> AddEventAsync(string name, int capacity) =>
        // Only the columns that every phase has.
        (await Database.SqlQuery<int>($"INSERT INTO events (name, capacity) VALUES ({name}, {capacity}) RETURNING id").ToListAsync()).Single();

    /// <summary>Runs a script of the folder <c>sql</c>, named without its dialect, in one transaction.</summary>
    public async Task RunScriptAsync(string name)
    {
        await using var transaction = await Database.BeginTransactionAsync();
        await Database.ExecuteSqlRawAsync(ReadScript(name));
        await transaction.CommitAsync();
    }

    /// <summary>Text of a script.</summary>
    public string ReadScript(string name)
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var reader = new StreamReader(assembly.GetManifestResourceStream($"{Dialect}.{name}.sql") ?? throw new FileNotFoundException($"No script {name} for {Dialect}."));
        return reader.ReadToEnd();
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Event>().ToTable("events");
        model.Entity<Registration>(registration =>
        {
            registration.ToTable("registrations");
            registration.Property(r => r.Status).HasConversion<string>();
            registration.HasMany(r => r.Changes).WithOne().HasForeignKey(c => c.RegistrationId).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<StatusChange>(change =>
        {
            change.ToTable("status_changes");
            change.Property(c => c.From).HasConversion<string>();
            change.Property(c => c.To).HasConversion<string>();
        });
        foreach (var property in model.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
            property.SetColumnName(ToSnakeCase(property.Name));
    }

    private static string ToSnakeCase(string name) =>
        string.Concat(name.Select((letter, i) => char.IsUpper(letter) && i > 0 ? $"_{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
