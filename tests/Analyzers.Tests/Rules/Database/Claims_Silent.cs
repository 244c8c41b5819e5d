using RaceSafe.Analyzers;

namespace RaceSafe.Analyzers.Tests.Rules.Database;

public class Claims_Silent
{
    [Theory]
    [InlineData("job.Worker ??= \"nobody\";")] // a default
    [InlineData("if (job.Worker == null) job.Worker = worker;")] // nobody is refused
    [InlineData("if (job.FinishedAt != null) return false; job.FinishedAt = DateTime.UtcNow;")] // whoever comes second says the same
    [InlineData("if (job.Worker != null) return false; job.Worker = job.Name.ToLower();")] // made from the row itself
    [InlineData("if (job.Worker == null) return false; job.Worker = null;")] // given back
    [InlineData("if (job.Parent == null) { job.Parent = new Result(); db.Results.Add(job.Parent); }")] // a part that was missing
    [InlineData("if (job.Name != null) return false; job.Worker = worker;")] // another column
    [InlineData("if (!job.Taken) { job.Taken = true; job.FinishedAt = DateTime.UtcNow; }")] // a mark and its time
    public Task A_value_that_is_filled_in(string change) => Verified($$"""
        public async Task<bool> Change(int id, string worker)
        {
            var job = await db.Jobs.SingleAsync(j => j.Id == id);
            {{change}}
            await db.SaveChangesAsync();
            return true;
        }
        """);

    [Theory]
    [InlineData("FirstOrDefaultAsync(j => j.Id == id && !j.Deleted)", "job.Deleted = true;")] // a mark
    [InlineData("FirstOrDefaultAsync(j => j.Id == id && !j.Taken)", "job.Taken = true;")] // nothing hangs on it
    [InlineData("FirstOrDefaultAsync(j => j.Id == id && j.Taken)", "job.Taken = false;")] // given back
    [InlineData("FirstOrDefaultAsync(j => j.Id == id && j.State == State.Running)", "job.State = State.Running;")] // the same state
    [InlineData("FirstOrDefaultAsync(j => j.Id == id && j.State == state)", "job.State = State.Done;")] // whatever the caller expects
    public Task A_row_that_is_found_by_a_mark(string query, string change) => Verified($$"""
        public async Task<bool> Change(int id, State state)
        {
            var job = await db.Jobs.{{query}};
            if (job == null) return false;
            {{change}}
            await db.SaveChangesAsync();
            return true;
        }
        """);

    [Fact]
    public Task The_next_row_for_the_only_worker() => Verified(
        "public Task<int> Count() => db.Jobs.CountAsync();",
        """
        public class JobWorker(WorkContext db) : Microsoft.Extensions.Hosting.BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                var job = await db.Jobs.Where(j => j.State == State.Waiting).OrderBy(j => j.Id).FirstAsync();
                job.State = State.Running;
                await db.SaveChangesAsync();
            }
        }
        """);

    [Fact]
    public Task A_row_that_is_locked_when_it_is_picked() => Verified("""
        public async Task<Job> Next()
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var job = await db.Jobs.FromSqlRaw("SELECT * FROM Jobs FOR UPDATE SKIP LOCKED LIMIT 1").Where(j => j.State == State.Waiting).FirstAsync();
            job.State = State.Running;
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            return job;
        }
        """);

    [Theory]
    [InlineData("if (jobs.All(j => j.Taken)) return; foreach (var job in jobs) { job.Taken = true; job.Worker = worker; }")] // nothing is left to do
    [InlineData("if (!jobs.Any(j => !j.Taken)) return; foreach (var job in jobs) job.Taken = true;")]
    [InlineData("if (jobs.Any(j => j.Taken)) return; foreach (var job in jobs) job.Taken = true;")] // nobody gets them
    [InlineData("if (jobs.Any(j => j.Name == worker)) return; foreach (var job in jobs) { job.Taken = true; job.Worker = worker; }")] // another column
    [InlineData("if (jobs.Any(j => j.Taken)) Console.WriteLine(); foreach (var job in jobs) { job.Taken = true; job.Worker = worker; }")] // nobody is refused
    [InlineData("foreach (var job in jobs) Release(job);")] // a helper that sets what is set
    public Task Rows_that_are_looked_at_together(string change) => Verified($$"""
        public async Task Change(int[] ids, string worker)
        {
            var jobs = await db.Jobs.Where(j => ids.Contains(j.Id)).ToListAsync();
            {{change}}
            await db.SaveChangesAsync();
        }

        private static void Release(Job job) { if (job.Taken) job.Taken = false; }
        """);

    [Fact]
    public Task A_part_that_is_added_as_a_row_of_its_own() => Verified("""
        public async Task Save(int id, Action<Stage> fill)
        {
            var stage = await db.Set<Stage>().Include(s => s.Jobs).SingleAsync(s => s.Id == id);
            fill(stage);
            foreach (var job in stage.Jobs)
            {
                if (job.Worker == null)
                {
                    job.Worker = stage.Name;
                    await db.Jobs.AddAsync(job);
                }
            }

            await db.SaveChangesAsync();
        }
        """, "public class Stage { public int Id { get; set; } public string Name { get; set; } = \"\"; public List<Job> Jobs { get; } = []; }");

    [Fact]
    public Task A_mark_that_ends_the_same_whoever_sets_it() => Verified("""
        public async Task<bool> Delete(int id, string by)
        {
            var job = await db.Jobs.SingleAsync(j => j.Id == id);
            if (job.Deleted) return false;
            job.Deleted = true;
            job.Worker = by;
            await db.SaveChangesAsync();
            return true;
        }
        """);

    internal static Task Verified(string members, string types = "") => Verify.Analyzer<RaceAnalyzer>($$"""
        using Microsoft.EntityFrameworkCore;
        public enum State { Waiting, Running, Done }
        public class Job { public int Id { get; set; } public State State { get; set; } public string Name { get; set; } = ""; public string? Worker { get; set; } public bool Taken { get; set; } public bool Deleted { get; set; } public Result? Parent { get; set; } public DateTime? FinishedAt { get; set; } }
        public class Result { public int Id { get; set; } public int JobId { get; set; } }
        public class WorkContext : DbContext { public DbSet<Job> Jobs => Set<Job>(); public DbSet<Result> Results => Set<Result>(); }
        public class Service(WorkContext db)
        {
        {{members}}
        }
        {{types}}
        """, new() { References = ["EFCore", "Hosting"] });

    [Fact]
    public Task A_time_of_the_last_use() => Shop.File("""
        public class Link { public int Id { get; set; } public string Token { get; set; } = ""; public DateTime? LastUsedAt { get; set; } }
        public class Links : DbContext { public DbSet<Link> All => Set<Link>(); }
        public class Service(Links db)
        {
            public async Task Follow(string token)
            {
                var link = await db.All.FirstAsync(l => l.Token == token);
                if (link.LastUsedAt != null) return;
                link.LastUsedAt = DateTime.UtcNow;
                await db.SaveChangesAsync();
            }
        }
        """);
}
