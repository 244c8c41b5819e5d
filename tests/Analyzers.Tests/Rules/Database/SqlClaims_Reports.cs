namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>Rows that nobody has yet are selected, and a second statement says whose they are.</summary>
public class SqlClaims_Reports
{
    [Fact]
    public Task The_next_of_many_is_marked_and_handed_out() => Shop.Sql("""
        public int? Next(string queue)
        {
            var job = connection.QueryFirstOrDefault<Option>("SELECT id, name FROM jobs WHERE queue = @queue AND fetched_at IS NULL ORDER BY id LIMIT 1", new { queue });
            if (job is null) return null;
            {|RACE3004:connection.Execute("UPDATE jobs SET fetched_at = @now WHERE id = @Id", new { now = DateTime.UtcNow, job.Id })|};
            return job.Id;
        }
        """);

    [Theory]
    [InlineData("SELECT TOP 1 * FROM vehicles WHERE depot = @depot AND driver_id IS NULL", "UPDATE vehicles SET driver_id = @driver WHERE id = @Id")]
    [InlineData("SELECT id FROM vehicles WHERE depot = @depot AND taken = 0", "UPDATE vehicles SET taken = 1, driver_id = @driver WHERE id = @Id")]
    public Task A_row_that_is_given_to_somebody(string select, string update) => Shop.Sql($$"""
        public bool Take(int depot, int driver)
        {
            var free = connection.QueryFirstOrDefault<Option>("{{select}}", new { depot });
            if (free is null) return false;
            {|RACE3004:connection.Execute("{{update}}", new { driver, free.Id })|};
            return true;
        }
        """);

    [Fact]
    public Task A_code_that_is_spent() => Shop.Sql("""
        public async Task<bool> Redeem(string code)
        {
            var voucher = await connection.QuerySingleOrDefaultAsync<Option>("SELECT id FROM vouchers WHERE code = @code AND used_at IS NULL", new { code });
            if (voucher is null) return false;
            await {|RACE3004:connection.ExecuteAsync("UPDATE vouchers SET used_at = now() WHERE id = @Id", new { voucher.Id })|};
            return true;
        }
        """);

    [Theory]
    [InlineData("var row = connection.QuerySingle<Seat>(\"SELECT id, holder_id FROM seats WHERE id = @id\", new { id }); if (row.HolderId != null) return false;")]
    [InlineData("var row = connection.QuerySingle<Seat>(\"SELECT * FROM seats WHERE id = @id\", new { id }); if (row.HolderId is not null) throw new InvalidOperationException();")]
    [InlineData("var holder = connection.ExecuteScalar<int?>(\"SELECT holder_id FROM seats WHERE id = @id\", new { id }); if (holder != null) return false;")]
    public Task A_row_that_is_looked_at_by_its_key(string look) => Shop.Sql($$"""
        public class Seat { public int Id { get; set; } public int? HolderId { get; set; } }

        public bool Take(int id, int me)
        {
            {{look}}
            {|RACE3004:connection.Execute("UPDATE seats SET holder_id = @me WHERE id = @id", new { id, me })|};
            return true;
        }
        """);
}
