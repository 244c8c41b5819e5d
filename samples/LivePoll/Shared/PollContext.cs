using Microsoft.EntityFrameworkCore;
using Samples;

namespace LivePoll;

/// <summary>The database of one request: PostgreSQL or a SQLite file.</summary>
public sealed class PollContext(DbContextOptions<PollContext> options) : DbContext(options)
{
    public DbSet<Option> Options => Set<Option>();

    public DbSet<VoteEvent> VoteEvents => Set<VoteEvent>();

    /// <summary>A context on the database with this connection string: one of Npgsql (<c>Host=…</c>) or of SQLite (<c>Data Source=…</c>).</summary>
    public static PollContext Open(string connection) => new(ContextOptions.For<PollContext>(connection));

    // SQLite keeps no time zone.
    protected override void OnModelCreating(ModelBuilder model) =>
        model.Entity<VoteEvent>().Property(vote => vote.At).HasConversion(at => at, stored => DateTime.SpecifyKind(stored, DateTimeKind.Utc));
}
