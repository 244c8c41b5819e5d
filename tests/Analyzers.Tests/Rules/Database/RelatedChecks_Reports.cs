namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>A query over other rows says that there is no row like the one that is added: a room that has no booking for those days.</summary>
public class RelatedChecks_Reports
{
    [Theory]
    [InlineData("var room = await db.Rooms.FirstOrDefaultAsync(r => r.Hotel == hotel && !r.Bookings.Any(b => b.From < to && b.To > from)); if (room is null) return false; var id = room.Id;")]
    [InlineData("var room = await db.Rooms.Where(r => r.Hotel == hotel).Where(r => r.Bookings.All(b => b.From >= to || b.To <= from)).FirstOrDefaultAsync(); if (room == null) throw new InvalidOperationException(); var id = room.Id;")]
    [InlineData("var id = hotel; if (await db.Rooms.AnyAsync(r => r.Id == id && r.Bookings.Any(b => b.From < to && b.To > from))) return false;")]
    [InlineData("var id = hotel; var free = await db.Rooms.Where(r => r.Id == id).AllAsync(r => r.Bookings.All(b => b.From >= to || b.To <= from)); if (!free) return false;")]
    [InlineData("var id = hotel; if (await db.Bookings.AnyAsync(b => b.RoomId == id && b.From < to && b.To > from)) return false;")]
    public Task A_room_that_is_free(string check) => Rooms($$"""
        public async Task<bool> Book(int hotel, int from, int to)
        {
            {{check}}
            {|RACE3002:db.Bookings.Add(new Booking { RoomId = id, From = from, To = to })|};
            await db.SaveChangesAsync();
            return true;
        }
        """);

    internal static Task Rooms(string members, string configured = "") => Shop.File($$"""
        public class Room { public int Id { get; set; } public int Hotel { get; set; } public List<Booking> Bookings { get; } = []; }
        public class Booking { public int Id { get; set; } public int RoomId { get; set; } public int From { get; set; } public int To { get; set; } }
        public class Note { public int Id { get; set; } public int RoomId { get; set; } }
        public class HotelContext : DbContext
        {
            public DbSet<Room> Rooms => Set<Room>();
            public DbSet<Booking> Bookings => Set<Booking>();
            public DbSet<Note> Notes => Set<Note>();
            protected override void OnModelCreating(ModelBuilder builder) { {{configured}} }
        }
        public class Service(HotelContext db)
        {
        {{members}}
        }
        """);
}
