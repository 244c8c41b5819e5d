namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Objects that stand in for rows and overwrite nothing that was read, or nothing at all.</summary>
public class StandIns_Silent
{
    [Theory]
    [InlineData("Votes = by", "db.Update(row);")]
    [InlineData("Votes = old.Votes", "db.Update(row);")]
    [InlineData("Name = old.Name, Votes = by * 2", "db.Entry(row).State = EntityState.Modified;")]
    [InlineData("Votes = old.Votes + by", "db.Attach(row);")]
    [InlineData("Votes = old.Votes + by, Name = name", "db.Attach(row); db.Entry(row).Property(o => o.Name).IsModified = true;")]
    [InlineData("Votes = old.Votes + by", "db.Entry(row).Property(o => o.Votes).IsModified = false;")]
    [InlineData("Votes = old.Votes + by", "db.Entry(row).State = EntityState.Unchanged;")]
    [InlineData("Votes = old.Votes + by", "Console.WriteLine(row.Votes);")]
    public Task Given_values_copied_ones_and_columns_that_are_not_written(string given, string mark) => Shop.Service($$"""
        public async Task Edit(int id, int by, string name)
        {
            var old = await db.Options.AsNoTracking().SingleAsync(o => o.Id == id);
            var row = new Option { Id = id, {{given}} };
            {{mark}}
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_row_with_a_token_whose_conflict_is_handled() => Shop.Service("""
        public async Task<bool> Spend(int id, decimal amount)
        {
            var old = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == id);
            db.Update(new Account { Id = id, Balance = old.Balance - amount, Version = old.Version });
            try { await db.SaveChangesAsync(); return true; }
            catch (DbUpdateConcurrencyException) { return false; }
        }
        """);

    [Fact]
    public Task A_new_row_beside_the_old_one_and_a_save_that_never_comes() => Shop.Service("""
        public async Task Copy(int id)
        {
            var old = await db.Options.AsNoTracking().SingleAsync(o => o.Id == id);
            db.Add(new Option { Name = old.Name, Votes = old.Votes + 1 });
            await db.SaveChangesAsync();
        }

        public async Task<int> Show(int id)
        {
            var old = await db.Options.AsNoTracking().SingleAsync(o => o.Id == id);
            var row = new Option { Id = id, Votes = old.Votes + 1 };
            db.Update(row);
            return row.Votes;
        }
        """);
}
