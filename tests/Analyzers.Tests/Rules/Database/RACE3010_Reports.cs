namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3010_Reports
{
    [Fact]
    public Task A_promotion_without_the_capacity_check_of_the_registration() => Places.File("""
        public async Task Promote(int id)
        {
            var place = await db.Places.SingleAsync(p => p.Id == id);
            [|place.State = State.Confirmed|];
            await db.SaveChangesAsync();
        }
        """);
}
