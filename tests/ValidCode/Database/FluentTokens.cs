using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ValidCode.Database.FluentTokens;

public class Seat { public int Id { get; set; } public int Taken { get; set; } public uint Version { get; set; } }
public class SeatConfiguration : IEntityTypeConfiguration<Seat> { public void Configure(EntityTypeBuilder<Seat> seat) => seat.Property(s => s.Version).IsRowVersion(); }

public class Context : DbContext
{
    public DbSet<Seat> Seats => Set<Seat>();
}

public class SeatSales(Context db)
{
    public async Task<bool> Take(int id)
    {
        var seat = await db.Seats.SingleAsync(s => s.Id == id);
        seat.Taken++;
        try { await db.SaveChangesAsync(); return true; }
        catch (DbUpdateConcurrencyException) { return false; }
    }
}

public class SeatReturns(Context db)
{
    public async Task Return(int id)
    {
        try
        {
            var seat = await db.Seats.FirstAsync(s => s.Id == id);
            if (seat.Taken > 0) seat.Taken -= 1;
            await db.SaveChangesAsync();
        }
        catch (DbUpdateException)
        {
            throw new InvalidOperationException("Try again.");
        }
    }
}
