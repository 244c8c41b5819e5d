namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class RACE3008_Silent
{
    [Theory]
    [InlineData("db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, o => o.Votes + 1))")]
    [InlineData("db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Name, option.Name))")]
    [InlineData("db.Options.Where(o => o.Id == id && o.Votes == option.Votes).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, option.Votes + 1))")]
    [InlineData("db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, dto.Length + 1))")]
    public Task A_statement_that_computes_compares_or_copies(string update) => Shop.Service($$"""
        public async Task Vote(int id, string dto)
        {
            var option = await db.Options.AsNoTracking().SingleAsync(o => o.Id == id);
            await {{update}};
        }
        """);

    [Fact]
    public Task A_value_from_the_request() => Shop.Service("""
        public async Task Rename(int id, string name)
        {
            var exists = await db.Options.AnyAsync(o => o.Id == id);
            if (exists) await db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Name, name + "!"));
        }
        """);

    [Fact]
    public Task Another_column_of_the_loaded_row() => Shop.Service("""
        public async Task Label(int id)
        {
            var option = await db.Options.AsNoTracking().SingleAsync(o => o.Id == id);
            await db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Log, option.Name + " seen"));
        }
        """);

    [Theory]
    [InlineData("var wanted = given; var next = wanted + 1;")] // from the caller
    [InlineData("var names = await db.Options.Where(o => o.Id == id).Select(o => o.Name.Length).SingleAsync(); var next = names + 1;")] // from another column
    [InlineData("var votes = await db.Options.Where(o => o.Id == id).Select(o => o.Votes).SingleAsync(); var next = votes;")] // copied, not computed
    public Task A_value_that_is_not_computed_from_the_column(string made) => Shop.Service($$"""
        public async Task Vote(int id, int given)
        {
            {{made}}
            await db.Options.Where(o => o.Id == id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Votes, next));
        }
        """);
}
