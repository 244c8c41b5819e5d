namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Queries over other rows that ask for something else, or whose answer the database keeps.</summary>
public class RelatedChecks_Silent
{
    [Theory]
    [InlineData("await db.Rooms.FirstOrDefaultAsync(r => r.Id == id)")]
    [InlineData("await db.Rooms.FirstOrDefaultAsync(r => r.Id == id && r.Bookings.Any(b => b.From == from))")]
    [InlineData("await db.Rooms.FirstOrDefaultAsync(r => r.Id == id && !r.Bookings.All(b => b.From < from))")]
    public Task A_row_that_has_to_be_there(string query) => RelatedChecks_Reports.Rooms($$"""
        public async Task<bool> Book(int id, int from, int to)
        {
            var room = {{query}};
            if (room is null) return false;
            db.Bookings.Add(new Booking { RoomId = id, From = from, To = to });
            await db.SaveChangesAsync();
            return true;
        }
        """);

    [Fact]
    public Task A_row_of_another_kind() => RelatedChecks_Reports.Rooms("""
        public async Task<bool> Remark(int id)
        {
            var room = await db.Rooms.FirstOrDefaultAsync(r => r.Id == id && !r.Bookings.Any());
            if (room is null) return false;
            db.Notes.Add(new Note { RoomId = id });
            await db.SaveChangesAsync();
            return true;
        }
        """);

    [Fact]
    public Task What_is_added_either_way() => RelatedChecks_Reports.Rooms("""
        public async Task<bool> Book(int id, int from, int to)
        {
            var isBusy = await db.Rooms.AnyAsync(r => r.Id == id && r.Bookings.Any(b => b.From < to && b.To > from));
            db.Bookings.Add(new Booking { RoomId = id, From = from, To = to });
            await db.SaveChangesAsync();
            return isBusy;
        }
        """);

    [Fact]
    public Task A_unique_index_whose_violation_is_handled() => RelatedChecks_Reports.Rooms("""
        public async Task<bool> Book(int id, int from)
        {
            if (await db.Rooms.AnyAsync(r => r.Id == id && r.Bookings.Any(b => b.From == from))) return false;
            db.Bookings.Add(new Booking { RoomId = id, From = from });
            try { await db.SaveChangesAsync(); return true; }
            catch (DbUpdateException) { return false; }
        }
        """, "builder.Entity<Booking>().HasIndex(b => new { b.RoomId, b.From }).IsUnique();");

    [Fact]
    public Task A_serializable_transaction_that_is_run_again() => RelatedChecks_Reports.Rooms("""
        public async Task<bool> Book(int id, int from, int to)
        {
            return await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
                if (await db.Rooms.AnyAsync(r => r.Id == id && r.Bookings.Any(b => b.From < to && b.To > from))) return false;
                db.Bookings.Add(new Booking { RoomId = id, From = from, To = to });
                await db.SaveChangesAsync();
                await transaction.CommitAsync();
                return true;
            });
        }
        """);
}
