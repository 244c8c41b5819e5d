namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>An object made in the method stands in for a row, and overwrites it with what was computed from an earlier read.</summary>
public class StandIns_Reports
{
    [Theory]
    [InlineData("db.Attach(row); {|RACE3001:db.Entry(row).Property(o => o.Votes).IsModified = true|};")]
    [InlineData("var entry = db.Options.Attach(row); {|RACE3001:entry.Property(o => o.Votes).IsModified = true|};")]
    [InlineData("db.Attach(row); {|RACE3001:db.Entry(row).Property(nameof(Option.Votes)).IsModified = true|};")]
    [InlineData("{|RACE3001:db.Entry(row).State = EntityState.Modified|};")]
    [InlineData("{|RACE3001:db.Attach(row).State = EntityState.Modified|};")]
    [InlineData("{|RACE3001:db.Update(row)|};")]
    public Task Every_way_to_overwrite(string overwrite) => Shop.Service($$"""
        public async Task Vote(int id, int by)
        {
            var old = await db.Options.AsNoTracking().Where(o => o.Id == id).Select(o => new { o.Votes, o.Name }).SingleAsync();
            var row = new Option { Id = id, Name = old.Name, Votes = old.Votes + by };
            {{overwrite}}
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task Changed_once_the_context_follows_it() => Shop.Service("""
        public async Task Vote(int id)
        {
            var votes = await db.Options.Where(o => o.Id == id).Select(o => o.Votes).SingleAsync();
            var row = new Option { Id = id };
            {|RACE3001:db.Attach(row)|};
            row.Votes = votes + 1;
            await db.SaveChangesAsync();
        }
        """);
}
