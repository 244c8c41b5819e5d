using Microsoft.EntityFrameworkCore;
using System.Data;

namespace ValidCode.Database.Serializable;

public class Booking { public int Id { get; set; } public int Room { get; set; } }
public class Room { public int Id { get; set; } public int Nights { get; set; } }

public class Context : DbContext
{
    public DbSet<Booking> Bookings => Set<Booking>();
    public DbSet<Room> Rooms => Set<Room>();
}

public class BookingDesk(Context db)
{
    public Task<bool> Book(int room) => db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable);
        if (await db.Bookings.CountAsync(b => b.Room == room) >= 2) return false;
        db.Bookings.Add(new Booking { Room = room });
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return true;
    });
}

public class NightCounter(Context db)
{
    public async Task Add(int id)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            try
            {
                await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead);
                var room = await db.Rooms.SingleAsync(r => r.Id == id);
                room.Nights += 1;
                await db.SaveChangesAsync();
                await transaction.CommitAsync();
                return;
            }
            catch (DbUpdateException)
            {
                db.ChangeTracker.Clear();
            }
        }
    }
}
