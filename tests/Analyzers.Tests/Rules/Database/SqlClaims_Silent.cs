namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>The same forms where the second is refused, or nobody loses anything.</summary>
public class SqlClaims_Silent
{
    [Theory]
    [InlineData("SELECT id FROM jobs WHERE fetched_at IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED", "UPDATE jobs SET fetched_at = @now WHERE id = @Id")]
    [InlineData("SELECT TOP 1 id FROM jobs WITH (UPDLOCK, READPAST) WHERE fetched_at IS NULL ORDER BY id", "UPDATE jobs SET fetched_at = @now WHERE id = @Id")]
    [InlineData("SELECT id FROM jobs WHERE fetched_at IS NULL ORDER BY id LIMIT 1", "UPDATE jobs SET fetched_at = @now WHERE id = @Id AND fetched_at IS NULL")]
    [InlineData("SELECT id FROM jobs WHERE fetched_at IS NULL ORDER BY id LIMIT 1", "UPDATE jobs SET shown_at = @now WHERE id = @Id")]
    [InlineData("SELECT id FROM jobs WHERE read_at IS NULL ORDER BY id LIMIT 1", "UPDATE jobs SET read_at = @now WHERE id = @Id")]
    [InlineData("SELECT id FROM jobs WHERE fetched_at IS NOT NULL ORDER BY id LIMIT 1", "UPDATE jobs SET fetched_at = @now WHERE id = @Id")]
    [InlineData("SELECT id FROM jobs WHERE fetched_at IS NULL ORDER BY id LIMIT 1", "UPDATE jobs SET fetched_at = NULL WHERE id = @Id")]
    public Task Locked_compared_another_column_and_marks_that_harm_nobody(string select, string update) => Shop.Sql($$"""
        public int? Next()
        {
            var job = connection.QueryFirstOrDefault<Option>("{{select}}");
            if (job is null) return null;
            connection.Execute("{{update}}", new { now = DateTime.UtcNow, job.Id });
            return job.Id;
        }
        """);

    [Theory]
    [InlineData("deleted_at", "now")]
    [InlineData("archived_by", "me")]
    [InlineData("confirmed_at", "now")]
    public Task A_row_that_is_marked_and_nothing_hangs_on_it(string column, string value) => Shop.Sql($$"""
        public bool Mark(int id, string me)
        {
            var row = connection.QuerySingleOrDefault<Option>("SELECT id FROM options WHERE id = @id AND {{column}} IS NULL", new { id });
            if (row is null) return false;
            var now = DateTime.UtcNow;
            connection.Execute("UPDATE options SET {{column}} = @{{value}} WHERE id = @Id", new { {{value}}, row.Id });
            return true;
        }
        """);

    [Theory]
    [InlineData("if (row.HolderId != null) return false;", "UPDATE seats SET holder_id = @me WHERE id = @id AND holder_id IS NULL")]
    [InlineData("if (row.HolderId == null) return false;", "UPDATE seats SET holder_id = @me WHERE id = @id")]
    [InlineData("if (row.HolderId != null) return false;", "UPDATE seats SET note = @me WHERE id = @id")]
    [InlineData("if (row.Id != me) return false;", "UPDATE seats SET holder_id = @me WHERE id = @id")]
    [InlineData("if (row is null) return false;", "UPDATE seats SET holder_id = @me WHERE id = @id")]
    public Task Compared_in_the_statement_another_question_and_another_column(string look, string update) => Shop.Sql($$"""
        public class Seat { public int Id { get; set; } public int? HolderId { get; set; } }

        public bool Take(int id, int me)
        {
            var row = connection.QuerySingleOrDefault<Seat>("SELECT * FROM seats WHERE id = @id", new { id });
            {{look}}
            connection.Execute("{{update}}", new { id, me });
            return true;
        }
        """);

    [Fact]
    public Task A_value_that_is_filled_in_when_it_is_missing() => Shop.Sql("""
        public string Slug(int id)
        {
            var option = connection.QuerySingle<Option>("SELECT id, name, slug FROM options WHERE id = @id AND slug IS NULL", new { id });
            var slug = option.Name.ToLowerInvariant();
            connection.Execute("UPDATE options SET slug = @slug WHERE id = @Id", new { slug, option.Id });
            return slug;
        }
        """);
}
