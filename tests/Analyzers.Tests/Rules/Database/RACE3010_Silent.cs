namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3010_Silent
{
    [Fact]
    public Task A_state_that_needs_no_room() => Places.File("""
        public async Task Cancel(int id)
        {
            var place = await db.Places.SingleAsync(p => p.Id == id);
            place.State = State.Cancelled;
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_new_row_is_no_promotion() => Places.File("""
        public async Task Invite()
        {
            var place = new Place();
            place.State = State.Confirmed;
            db.Places.Add(place);
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_change_that_is_not_saved() => Places.File("""
        public async Task<State> Preview(int id)
        {
            var place = await db.Places.SingleAsync(p => p.Id == id);
            place.State = State.Confirmed;
            return place.State;
        }
        """);
}

/// <summary>Places of an event: one method confirms while there is room.</summary>
internal static class Places
{
    public static Task File(string member) => Shop.File($$"""
        public enum State { Waiting, Confirmed, Cancelled }
        public class Place { public int Id { get; set; } public int EventId { get; set; } public State State { get; set; } }
        public class PlaceContext : DbContext { public DbSet<Place> Places => Set<Place>(); }

        public class Service(PlaceContext db)
        {
            public async Task Register(int eventId, int capacity)
            {
                var taken = await db.Places.CountAsync(p => p.EventId == eventId && p.State == State.Confirmed);
                {|RACE3003:db.Places.Add(new Place { EventId = eventId, State = taken < capacity ? State.Confirmed : State.Waiting })|};
                await db.SaveChangesAsync();
            }

            {{member}}
        }
        """);
}
