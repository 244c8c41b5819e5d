namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>A loop over a query loads the rows that it goes through, as <c>ToList</c> does.</summary>
public class LoopsOverRows
{
    [Theory]
    [InlineData("foreach (var option in db.Options)")]
    [InlineData("foreach (var option in db.Options.Where(o => o.Votes > 3))")]
    [InlineData("foreach (var option in db.Options.AsEnumerable().Where(o => o.Name.Length == three))")]
    [InlineData("foreach (var option in from o in db.Options where o.Votes > 3 select o)")]
    [InlineData("await foreach (var option in db.Options.AsAsyncEnumerable())")]
    [InlineData("await foreach (var option in db.Options.Where(o => o.Votes > 3).AsAsyncEnumerable())")]
    [InlineData("var some = db.Options.Where(o => o.Votes > 3); foreach (var option in some)")]
    [InlineData("var some = db.Options.Where(o => o.Votes > 3).AsAsyncEnumerable(); await foreach (var option in some)")]
    public Task A_number_of_each_row_raised(string loop) => Shop.Service($$"""
        public async Task RaiseAsync(int three)
        {
            {{loop}}
                {|RACE3001:option.Votes++|};
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_number_of_each_row_raised_by_a_delegate() => Shop.Service("""
        public async Task RaiseAsync(string name)
        {
            var options = await db.Options.Where(o => o.Name == name).ToListAsync();
            options.ForEach(option => {|RACE3001:option.Votes += 1|});
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task One_row_that_memory_picks() => Shop.Service("""
        public async Task RaiseAsync(string name)
        {
            var option = db.Options.AsEnumerable().First(o => string.Equals(o.Name, name, StringComparison.OrdinalIgnoreCase));
            {|RACE3001:option.Votes++|};
            await db.SaveChangesAsync();
        }
        """);

    [Theory]
    [InlineData("foreach (var option in db.Options) option.Votes = 0;")] // no matter what it was
    [InlineData("foreach (var option in db.Options) option.Name = name;")]
    [InlineData("foreach (var option in db.Options.AsNoTracking()) option.Votes++;")] // nobody saves them
    [InlineData("await foreach (var option in db.Options.AsNoTracking().AsAsyncEnumerable()) option.Votes++;")]
    [InlineData("foreach (var option in db.Options.Select(o => new Option { Votes = o.Votes })) option.Votes++;")] // no rows, but copies
    [InlineData("foreach (var option in db.Options.Select(o => new Option { Votes = o.Votes }).AsEnumerable()) option.Votes++;")]
    [InlineData("foreach (var option in db.Options) option.Shown++;")] // no column
    [InlineData("db.Options.ToList().ForEach(option => option.Name = name);")]
    [InlineData("var names = new List<string>(); foreach (var option in db.Options) names.Add(option.Name + name);")]
    [InlineData("var options = new List<Option> { new() }; options.ForEach(option => option.Votes++); db.Options.AddRange(options);")] // new ones
    public Task Nothing_that_depends_on_what_the_rows_were(string code) => Shop.Service($$"""
        public async Task ChangeAsync(string name)
        {
            {{code}}
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task Figures_of_rows_that_nobody_changes() => Shop.Service("""
        public async Task<int> SumAsync()
        {
            var sum = 0;
            await foreach (var option in db.Options.AsAsyncEnumerable()) sum += option.Votes;
            foreach (var option in db.Options) sum += option.Votes;
            return sum;
        }
        """);
}
