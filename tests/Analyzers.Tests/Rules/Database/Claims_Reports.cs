namespace RaceSafe.Analyzers.Tests.Rules.Database;

/// <summary>RACE3004 where the state is not an enum: a row that nobody has yet, a row that a query picks by its state.</summary>
public class Claims_Reports
{
    [Theory]
    [InlineData("if (job.Worker != null) return false;")]
    [InlineData("if (job.Worker is not null) throw new InvalidOperationException();")]
    [InlineData("if (!string.IsNullOrEmpty(job.Worker)) return false;")]
    [InlineData("if (job.Worker is { }) return false;")]
    public Task A_row_that_is_taken_when_nobody_has_it(string check) => Jobs($$"""
        public async Task<bool> Take(int id, string worker)
        {
            var job = await db.Jobs.SingleAsync(j => j.Id == id);
            {{check}}
            [|job.Worker = worker|];
            await db.SaveChangesAsync();
            return true;
        }
        """);

    [Fact]
    public Task A_time_that_is_set_once_and_what_comes_with_it() => Jobs("""
        public async Task Finish(int id)
        {
            var job = await db.Jobs.SingleAsync(j => j.Id == id);
            if (job.FinishedAt.HasValue) throw new InvalidOperationException();
            [|job.FinishedAt = DateTime.UtcNow|];
            db.Results.Add(new Result { JobId = id });
            await db.SaveChangesAsync();
        }
        """);

    [Fact]
    public Task A_flag_with_the_name_of_who_has_it() => Jobs("""
        public async Task<bool> Book(int id, string worker)
        {
            var job = await db.Jobs.SingleAsync(j => j.Id == id);
            if (job.Taken) return false;
            [|job.Taken = true|];
            job.Worker = worker;
            await db.SaveChangesAsync();
            return true;
        }
        """);

    [Fact]
    public Task The_next_row_that_waits() => Jobs("""
        public async Task<Job?> Next()
        {
            var job = await db.Jobs.Where(j => j.State == State.Waiting).OrderBy(j => j.Id).FirstOrDefaultAsync();
            if (job is null) return null;
            [|job.State = State.Running|];
            await db.SaveChangesAsync();
            return job;
        }
        """);

    [Theory]
    [InlineData("FirstOrDefaultAsync(j => j.Id == id && !j.Taken)")]
    [InlineData("FirstOrDefaultAsync(j => j.Id == id && j.Taken == false)")]
    public Task A_code_that_is_used_once(string query) => Jobs($$"""
        public async Task<bool> Use(int id)
        {
            var job = await db.Jobs.{{query}};
            if (job == null) return false;
            [|job.Taken = true|];
            db.Results.Add(new Result { JobId = id });
            await db.SaveChangesAsync();
            return true;
        }
        """);

    private static Task Jobs(string members) => Claims_Silent.Verified(members.Replace("[|", "{|RACE3004:").Replace("|]", "|}"));

    [Theory]
    [InlineData("public bool IsActive => Revoked == null && DateTime.UtcNow < Expires;")]
    [InlineData("public bool IsRevoked => Revoked is not null; public bool IsExpired => DateTime.UtcNow >= Expires; public bool IsActive => !IsRevoked && !IsExpired;")]
    public Task A_token_that_says_in_words_that_it_is_still_free(string isActive) => Shop.File($$"""
        public class Token { public int Id { get; set; } public string Value { get; set; } = ""; public DateTime Expires { get; set; } public DateTime? Revoked { get; set; } {{isActive}} }
        public class Session { public int Id { get; set; } public string Of { get; set; } = ""; }
        public class Tokens : DbContext { public DbSet<Token> All => Set<Token>(); public DbSet<Session> Sessions => Set<Session>(); }

        public class Service(Tokens db)
        {
            public async Task Rotate(string value)
            {
                var token = await db.All.SingleOrDefaultAsync(t => t.Value == value);
                if (token is null || !token.IsActive) throw new UnauthorizedAccessException();
                {|RACE3004:token.Revoked = DateTime.UtcNow|};
                db.Sessions.Add(new Session { Of = value });
                await db.SaveChangesAsync();
            }
        }
        """);

    [Fact]
    public Task A_code_that_serves_once() => Shop.File("""
        public class Code { public int Id { get; set; } public string Value { get; set; } = ""; public bool Consumed { get; set; } }
        public class Codes : DbContext { public DbSet<Code> All => Set<Code>(); }

        public class Service(Codes db)
        {
            public async Task<bool> Verify(string value)
            {
                var code = await db.All.FirstOrDefaultAsync(c => c.Value == value && !c.Consumed);
                if (code is null) return false;
                {|RACE3004:code.Consumed = true|};
                await db.SaveChangesAsync();
                return true;
            }
        }
        """);

    [Theory]
    [InlineData("if (jobs.Any(j => j.Taken)) return false; foreach (var job in jobs) { [|job.Taken = true|]; job.Worker = worker; }")]
    [InlineData("if (!jobs.All(j => !j.Taken)) throw new InvalidOperationException(); foreach (var job in jobs) { [|job.Taken = true|]; db.Results.Add(new Result { JobId = job.Id }); }")]
    [InlineData("if (jobs.Count == 0 || jobs.Exists(j => j.State != State.Waiting)) return false; foreach (var job in jobs) [|job.State = State.Running|];")]
    public Task Rows_that_are_taken_when_none_of_them_is(string change) => Jobs($$"""
        public async Task<bool> Take(int[] ids, string worker)
        {
            var jobs = await db.Jobs.Where(j => ids.Contains(j.Id)).ToListAsync();
            {{change}}
            await db.SaveChangesAsync();
            return true;
        }
        """);

    [Fact]
    public Task A_method_of_the_row_that_refuses_whoever_comes_second() => Shop.File("""
        public class Bill { public int Id { get; set; } public bool Paid { get; private set; } public void Pay() { if (Paid) throw new InvalidOperationException(); Paid = true; } }
        public class Bills : DbContext { public DbSet<Bill> All => Set<Bill>(); }

        public class Service(Bills db)
        {
            public async Task Pay(int id)
            {
                var bill = await db.All.SingleAsync(b => b.Id == id);
                {|RACE3004:bill.Pay()|};
                await db.SaveChangesAsync();
            }
        }
        """);

    [Theory]
    [InlineData("amount < lot.Price")]
    [InlineData("amount <= lot.Price + lot.Step")]
    [InlineData("lot.Price * 1.05m > amount")]
    public Task The_highest_so_far_and_the_least_step_above_it(string tooLittle) => Shop.File($$"""
        public class Lot { public int Id { get; set; } public decimal Price { get; set; } public decimal Step { get; set; } }
        public class Auctions : DbContext { public DbSet<Lot> Lots => Set<Lot>(); }
        public class Bidding(Auctions db)
        {
            public async Task<bool> Bid(int id, decimal amount)
            {
                var lot = await db.Lots.SingleAsync(l => l.Id == id);
                if ({{tooLittle}}) return false;
                {|RACE3001:lot.Price = amount|};
                await db.SaveChangesAsync();
                return true;
            }
        }
        """);

    [Theory]
    [InlineData("var link = await db.Links.FirstAsync(l => l.Token == token && l.UsedAt == null);")]
    [InlineData("var link = await db.Links.FirstAsync(l => l.Token == token); if (link.UsedAt != null) throw new InvalidOperationException();")]
    public Task A_link_whose_use_is_dated(string check) => Shop.File($$"""
        public class Link { public int Id { get; set; } public string Token { get; set; } = ""; public DateTime? UsedAt { get; set; } }
        public class Links : DbContext { public DbSet<Link> All => Set<Link>(); }
        public class Service(Links db)
        {
            public async Task Follow(string token)
            {
                {{check}}
                {|RACE3004:link.UsedAt = DateTime.UtcNow|};
                await db.SaveChangesAsync();
            }
        }
        """.Replace("db.Links", "db.All"));
}
