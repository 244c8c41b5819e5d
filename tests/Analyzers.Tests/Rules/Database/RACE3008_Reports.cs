namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3008_Reports
{
    [Fact]
    public Task A_value_computed_from_an_earlier_load() => Shop.Service("""
        public async Task Vote(int id)
        {
            var votes = await db.Options.Where(o => o.Id == id).Select(o => o.Votes).SingleAsync();
            await [|db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, votes + 1))|];
        }
        """);

    [Fact]
    public Task A_column_of_a_loaded_entity() => Shop.Service("""
        public async Task Vote(int id)
        {
            var option = await db.Options.AsNoTracking().SingleAsync(o => o.Id == id);
            var next = option.Votes + 1;
            await [|db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, next))|];
        }
        """);

    [Fact]
    public Task A_value_that_goes_through_several_variables() => Shop.Service("""
        public async Task<int> Vote(int id)
        {
            var votes = await db.Options.AsNoTracking().Where(o => o.Id == id).Select(o => o.Votes).SingleAsync();
            var next = votes + 1;
            await {|RACE3008:db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, next))|};
            return next;
        }
        """);
}
