namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>What keeps others away from the row until the save silences every rule; the same race without it is reported.</summary>
public class Guards_Silent
{
    public static TheoryData<string, string> Locked => Races.With(
        """await db.Database.ExecuteSqlAsync($"SELECT 1 FROM parents WHERE id = {id} FOR UPDATE");""",
        """await db.Database.ExecuteSqlAsync($"SELECT 1 FROM parents WITH (UPDLOCK, HOLDLOCK) WHERE id = {id}");""",
        """await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({id})");""",
        """await db.Database.ExecuteSqlRawAsync("LOCK TABLE parents IN EXCLUSIVE MODE");""",
        """await db.Database.ExecuteSqlAsync($"EXEC sp_getapplock @Resource = {phone}, @LockMode = 'Exclusive'");""");

    public static TheoryData<string, string> Taken => Races.With(
        "await using var held = await locks.AcquireAsync(phone);",
        "await using var held = await locks.TryAcquireAsync(phone); if (held is null) return;");

    public static TheoryData<string> Rules => [.. Races.All.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public Task Without_it_the_race_is_reported(string rule) => Shop.Service($$"""
        public async Task Run(int id, string phone)
        {
            {{Races.All[rule]}}
        }
        """);

    [Theory]
    [MemberData(nameof(Locked))]
    public Task A_lock_in_the_database(string rule, string taken) => Shop.Service($$"""
        public async Task Run(int id, string phone)
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            {{taken}}
            {{Races.Unmarked(rule)}}
            await transaction.CommitAsync();
        }
        """);

    [Theory]
    [MemberData(nameof(Taken))]
    public Task A_lock_that_other_processes_respect(string rule, string taken) => Shop.File($$"""
        public interface IDistributedLockProvider { Task<IAsyncDisposable> AcquireAsync(string name); Task<IAsyncDisposable?> TryAcquireAsync(string name); }

        public class Service(ShopContext db, IDistributedLockProvider locks)
        {
            public async Task Run(int id, string phone)
            {
                {{taken}}
                {{Races.Unmarked(rule)}}
            }
        }
        """);

    [Theory]
    [MemberData(nameof(Rules))]
    public Task A_serializable_transaction_that_is_run_again(string rule) => Shop.Service($$"""
        public async Task Run(int id, string phone)
        {
            while (true)
            {
                try
                {
                    await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
                    await Once(id, phone);
                    await transaction.CommitAsync();
                    return;
                }
                catch (DbUpdateException) { db.ChangeTracker.Clear(); }
            }
        }

        private async Task Once(int id, string phone)
        {
            {{Races.Unmarked(rule)}}
        }
        """);

    [Theory]
    [MemberData(nameof(Rules))]
    public Task Rows_that_are_put_in_by_the_method_that_migrates(string rule) => Shop.Service($$"""
        public async Task Prepare(int id, string phone)
        {
            await db.Database.EnsureCreatedAsync();
            {{Races.Unmarked(rule)}}
        }
        """);

    [Theory]
    [MemberData(nameof(Rules))]
    public Task A_serializable_transaction_that_a_policy_runs_again(string rule) => Shop.File($$"""
        public class Policy { public async Task RetryAsync(Func<Task> work) { for (var i = 0; ; i++) try { await work(); return; } catch (Exception) when (i < 5) { } } }

        public class Service(Policy policy)
        {
            public Task Run(int id, string phone) => policy.RetryAsync(async () =>
            {
                await using var db = new ShopContext();
                await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
                {{Races.Unmarked(rule)}}
                await transaction.CommitAsync();
            });
        }
        """);

    [Fact]
    public Task A_handle_of_a_lock_that_the_database_takes() => Shop.File("""
        public class Locks(ShopContext db)
        {
            public async Task<IAsyncDisposable> AcquireAsync(long key) { await db.Database.ExecuteSqlRawAsync("SELECT pg_advisory_lock({0})", key); return db; }
        }

        public class Service(ShopContext db, Locks locks)
        {
            public async Task Vote(int id)
            {
                await using var held = await locks.AcquireAsync(id);
                var option = await db.Options.SingleAsync(o => o.Id == id);
                option.Votes++;
                await db.SaveChangesAsync();
            }
        }
        """);

    [Fact]
    public Task A_number_that_is_part_of_the_key_and_whose_conflict_is_handled() => Shop.File("""
        [PrimaryKey(nameof(Stream), nameof(Version))] public class Event { public int Stream { get; set; } public int Version { get; set; } }
        public class Events : DbContext { public DbSet<Event> All => Set<Event>(); }

        public class Service(Events db)
        {
            public async Task<bool> Append(int stream)
            {
                var version = await db.All.Where(e => e.Stream == stream).MaxAsync(e => e.Version) + 1;
                db.All.Add(new Event { Stream = stream, Version = version });
                try { await db.SaveChangesAsync(); return true; }
                catch (DbUpdateException) { return false; }
            }
        }
        """);
}
