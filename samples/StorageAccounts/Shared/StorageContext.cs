using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace StorageAccounts;

/// <summary>The database of one request: PostgreSQL or a SQLite file.</summary>
public sealed class StorageContext(DbContextOptions<StorageContext> options) : DbContext(options)
{
    public DbSet<StorageAccount> StorageAccounts => Set<StorageAccount>();

    public DbSet<OAuthRecord> OAuthRecords => Set<OAuthRecord>();

    public DbSet<AccountEvent> AccountEvents => Set<AccountEvent>();

    /// <summary>A context on the database with this connection string: one of Npgsql (<c>Host=…</c>) or of SQLite (<c>Data Source=…</c>).</summary>
    public static StorageContext Open(string connection)
    {
        var options = new DbContextOptionsBuilder<StorageContext>();
        if (IsPostgres(connection)) options.UseNpgsql(connection);
        else options.UseSqlite(OpenSqlite(connection), contextOwnsConnection: true);
        return new(options.Options);
    }

    /// <summary>Whose connection string it is.</summary>
    public static bool IsPostgres(string connection) => connection.StartsWith("Host=", StringComparison.OrdinalIgnoreCase);

    private static SqliteConnection OpenSqlite(string connection)
    {
        // Without it the client looks only every 150 ms whether another writer has finished.
        var opened = new SqliteConnection(connection);
        opened.Open();
        using var command = opened.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 10000; PRAGMA synchronous = NORMAL";
        command.ExecuteNonQuery();
        return opened;
    }

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
