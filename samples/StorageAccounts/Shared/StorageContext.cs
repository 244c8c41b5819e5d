using Microsoft.EntityFrameworkCore;
using Samples;

namespace StorageAccounts;

/// <summary>The database of one request: PostgreSQL or a SQLite file.</summary>
public sealed class StorageContext(DbContextOptions<StorageContext> options) : DbContext(options)
{
    public DbSet<StorageAccount> StorageAccounts => Set<StorageAccount>();

    public DbSet<OAuthRecord> OAuthRecords => Set<OAuthRecord>();

    public DbSet<AccountEvent> AccountEvents => Set<AccountEvent>();

    /// <summary>A context on the database with this connection string: one of Npgsql (<c>Host=…</c>) or of SQLite (<c>Data Source=…</c>).</summary>
    public static StorageContext Open(string connection) => new(ContextOptions.For<StorageContext>(connection));

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<StorageAccount>().Property(account => account.Status).HasConversion<string>();
        model.Entity<OAuthRecord>().HasKey(record => new { record.UserId, record.Provider, record.ProviderAccountId });
        model.Entity<AccountEvent>(happened =>
        {
            happened.Property(one => one.What).HasConversion<string>();
            happened.HasOne<StorageAccount>().WithMany().HasForeignKey(one => one.AccountId);
        });
    }
}
