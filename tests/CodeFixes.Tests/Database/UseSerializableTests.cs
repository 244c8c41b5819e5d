namespace RaceSafe.CodeFixes.Tests.Database;

/// <summary>A decision on many rows runs in a serializable transaction, again on conflict.</summary>
public sealed class UseSerializableTests
{
    [Fact]
    public Task A_limit_on_the_number_of_rows() => RowFixCode.Becomes(
        """
        public async Task<bool> VoteAsync(int id, CancellationToken cancel)
        {
            // three each
            var count = await db.Votes.CountAsync(v => v.OptionId == id, cancel);
            if (count >= 3) return false;
            {|RACE3003:db.Votes.Add(new Vote { OptionId = id })|};
            await db.SaveChangesAsync(cancel);
            return true;
        }
        """,
        """
        public async Task<bool> VoteAsync(int id, CancellationToken cancel)
        {
            return await db.SerializableAsync<Shop, bool>(async (_, _) =>
            {
                // three each
                var count = await db.Votes.CountAsync(v => v.OptionId == id, cancel);
                if (count >= 3) return false;
                db.Votes.Add(new Vote { OptionId = id });
                await db.SaveChangesAsync(cancel);
                return true;
            }, cancellationToken: cancel);
        }
        """, RowFixCode.WithRuntime, "using RaceSafe;\n");

    [Fact]
    public Task A_number_from_the_greatest_so_far() => RowFixCode.Becomes(
        """
        public async Task AddAsync(int option)
        {
            var last = await db.Votes.MaxAsync(v => v.After);
            var vote = new Vote { OptionId = option, After = last + 1 };
            {|RACE3006:db.Votes.Add(vote)|};
            await db.SaveChangesAsync();
        }
        """,
        """
        public async Task AddAsync(int option)
        {
            await db.SerializableAsync(async (_, _) =>
            {
                var last = await db.Votes.MaxAsync(v => v.After);
                var vote = new Vote { OptionId = option, After = last + 1 };
                db.Votes.Add(vote);
                await db.SaveChangesAsync();
            });
        }
        """, RowFixCode.WithRuntime, "using RaceSafe;\n");

    [Theory]
    [InlineData("if (await db.Votes.CountAsync(v => v.OptionId == id) >= 3) return; {|RACE3003:db.Votes.Add(new Vote { OptionId = id })|}; await db.SaveChangesAsync(); sent(id);")] // a message would be sent twice
    [InlineData("if (await db.Votes.CountAsync(v => v.OptionId == id) >= 3) return; {|RACE3003:db.Votes.Add(vote)|}; await db.SaveChangesAsync();")] // the caller's object keeps what the first run put into it
    [InlineData("if (await db.Votes.CountAsync(v => v.OptionId == id) >= 3) return; {|RACE3003:db.Votes.Add(new Vote { OptionId = id })|}; _last = id; await db.SaveChangesAsync();")]
    public Task Is_not_offered_where_a_second_run_would_show(string body) => RowFixCode.Stays(
        $"private static readonly Action<int> sent = _ => {{ }};\nprivate int _last;\npublic int Last => _last;\npublic async Task M(int id, Vote vote) {{ {body} }}");

    private const string Voting = "public async Task Vote(int id) { if (await db.Votes.CountAsync(v => v.OptionId == id) >= 3) return; {|RACE3003:db.Votes.Add(new Vote { OptionId = id })|}; await db.SaveChangesAsync(); }";

    [Theory]
    [InlineData("public async Task Close(Order order) { await Vote(order.Id); order.Total = 0; }")] // who calls it twice comes with a change
    [InlineData("public async Task Close(Order[] orders) { foreach (var order in orders) { await Vote(order.Id); order.Total = 0; } await db.SaveChangesAsync(); }")]
    [InlineData("public async Task Close(Order order) { order.Total = 0; if (order.Id > 0) await db.SaveChangesAsync(); await Vote(order.Id); }")]
    [InlineData("public async Task Close(Order order) { order.Total = 0; await Inner(order.Id); await db.SaveChangesAsync(); } private async Task Inner(int id) { await Vote(id); }")]
    [InlineData("public async Task Close(Order order) { Empty(order); await Vote(order.Id); } private static void Empty(Order order) => order.Total = 0;")]
    [InlineData("public async Task Close(int id) { Begin(id); await Vote(id); await db.SaveChangesAsync(); } private void Begin(int id) => db.Add(new Payment { OrderId = id });")]
    [InlineData("public async Task Close(Order order) { db.Entry(order).State = EntityState.Modified; await Vote(order.Id); await db.SaveChangesAsync(); }")]
    [InlineData("public async Task Close(int id) { await using var transaction = await db.Database.BeginTransactionAsync(); await Vote(id); await transaction.CommitAsync(); }")]
    public Task Is_not_offered_where_a_caller_may_come_with_unsaved_changes_or_a_weak_transaction(string caller) => RowFixCode.Stays($"{Voting}\n{caller}");

    [Theory]
    [InlineData("public async Task Close(int id) { var order = await db.Orders.FindAsync(id); await Vote(id); order!.Total = 0; await db.SaveChangesAsync(); }")]
    [InlineData("public async Task Close(Order order) { order.Total = 0; await db.SaveChangesAsync(); await Vote(order.Id); }")]
    [InlineData("public async Task Close(Order[] orders) { foreach (var order in orders) { order.Total = 0; await db.SaveChangesAsync(); await Vote(order.Id); } }")]
    [InlineData("public async Task Close(Order order) { await Empty(order); await Vote(order.Id); } private async Task Empty(Order order) { order.Total = 0; await db.SaveChangesAsync(); }")]
    [InlineData("public async Task Close(Order order) { await AddVotesAsync(order); await Vote(order.Id); } private Task<int> AddVotesAsync(Order order) => db.Database.ExecuteSqlAsync($\"UPDATE orders SET total = 0 WHERE id = {order.Id}\");")] // what a method is called says nothing
    [InlineData("public async Task Close(Order order) { await AddVotesAsync(order); await Vote(order.Id); } private async Task AddVotesAsync(Order order) { db.Votes.Add(new Vote { OptionId = order.Id }); await SaveChangesAsync(); } private Task SaveChangesAsync() => db.SaveChangesAsync();")]
    [InlineData("public async Task Close(Order order) { await RaceSafe.AtomicDbContextExtensions.SerializableAsync(db, async (_, _) => { order.Total = 0; await Vote(order.Id); await db.SaveChangesAsync(); }); }")] // it joins
    [InlineData("public async Task Close(int id) { await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable); await Vote(id); await transaction.CommitAsync(); }")]
    public Task Is_offered_where_callers_save_what_they_change(string caller) => RowFixCode.Becomes(
        $"{Voting}\n{caller}",
        $$"""
        public async Task Vote(int id)
        {
            await db.SerializableAsync(async (_, _) => { if (await db.Votes.CountAsync(v => v.OptionId == id) >= 3) return; db.Votes.Add(new Vote { OptionId = id }); await db.SaveChangesAsync(); });
        }
        {{caller}}
        """, RowFixCode.WithRuntime, "using RaceSafe;\n");

    [Fact]
    public Task Is_offered_where_callers_only_read_rows() => RowFixCode.Becomes(
        """
        public async Task<Vote?> VoteAsync(int id)
        {
            if (await db.Votes.CountAsync(v => v.OptionId == id) >= 3) return null;
            var vote = new Vote { OptionId = id };
            {|RACE3003:db.Votes.Add(vote)|};
            await db.SaveChangesAsync();
            return vote;
        }

        public async Task<string> Answer(int id)
        {
            var option = await db.Options.FindAsync(id);
            if (option is null) return "no such option";
            var vote = await VoteAsync(option.Id);
            return vote is null ? "too late" : $"vote {vote.Id}";
        }
        """,
        """
        public async Task<Vote?> VoteAsync(int id)
        {
            return await db.SerializableAsync<Shop, Vote?>(async (_, _) =>
            {
                if (await db.Votes.CountAsync(v => v.OptionId == id) >= 3) return null;
                var vote = new Vote { OptionId = id };
                db.Votes.Add(vote);
                await db.SaveChangesAsync();
                return vote;
            });
        }

        public async Task<string> Answer(int id)
        {
            var option = await db.Options.FindAsync(id);
            if (option is null) return "no such option";
            var vote = await VoteAsync(option.Id);
            return vote is null ? "too late" : $"vote {vote.Id}";
        }
        """, RowFixCode.WithRuntime, "using RaceSafe;\n");

    [Fact]
    public Task Is_not_offered_without_the_runtime() => RowFixCode.Stays(
        "public async Task M(int id) { if (await db.Votes.CountAsync(v => v.OptionId == id) >= 3) return; {|RACE3003:db.Votes.Add(new Vote { OptionId = id })|}; await db.SaveChangesAsync(); }",
        RowFixCode.Plain);

    [Fact]
    public Task A_transaction_that_is_refused_and_left() => RowFixCode.Becomes(
        """
        public async Task<bool> VoteAsync(int id)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
            if (await db.Votes.CountAsync(v => v.OptionId == id) >= 3) return false;
            {|RACE3009:db.Votes.Add(new Vote { OptionId = id })|};
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            return true;
        }
        """,
        """
        public async Task<bool> VoteAsync(int id)
        {
            return await db.SerializableAsync<Shop, bool>(async (_, _) =>
            {
                if (await db.Votes.CountAsync(v => v.OptionId == id) >= 3) return false;
                db.Votes.Add(new Vote { OptionId = id });
                await db.SaveChangesAsync();
                return true;
            });
        }
        """, RowFixCode.WithRuntime, "using RaceSafe;\n");

    [Fact]
    public Task A_transaction_that_does_not_protect() => RowFixCode.Becomes(
        """
        public async Task VoteAsync(int id)
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            if (await db.Votes.CountAsync(v => v.OptionId == id) >= 3) return;
            {|RACE3007:db.Votes.Add(new Vote { OptionId = id })|};
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        """,
        """
        public async Task VoteAsync(int id)
        {
            await db.SerializableAsync(async (_, _) =>
            {
                if (await db.Votes.CountAsync(v => v.OptionId == id) >= 3) return;
                db.Votes.Add(new Vote { OptionId = id });
                await db.SaveChangesAsync();
            });
        }
        """, RowFixCode.WithRuntime, "using RaceSafe;\n");

    [Fact]
    public Task A_transaction_that_is_rolled_back_by_hand_stays() => RowFixCode.Stays("""
        public async Task VoteAsync(int id)
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            if (await db.Votes.CountAsync(v => v.OptionId == id) >= 3) { await transaction.RollbackAsync(); return; }
            {|RACE3007:db.Votes.Add(new Vote { OptionId = id })|};
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        """);
}
