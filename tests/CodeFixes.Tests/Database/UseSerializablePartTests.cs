namespace RaceSafe.CodeFixes.Tests.Database;

/// <summary>Where the method as a whole must not run twice, the part from the read to its save may.</summary>
public sealed class UseSerializablePartTests
{
    private const string Effects = "private static readonly Action<int> sent = _ => { };\n";

    [Fact]
    public Task What_is_done_before_and_after_stays_outside() => Becomes(
        """
        public async Task<int> AddAsync(int option)
        {
            sent(option);
            // the next free one
            var last = await db.Votes.MaxAsync(v => v.After);
            {|RACE3006:db.Votes.Add(new Vote { OptionId = option, After = last + 1 })|};
            await db.SaveChangesAsync();
            sent(0);
            return option;
        }
        """,
        """
        public async Task<int> AddAsync(int option)
        {
            sent(option);
            // the next free one
            await db.SerializableAsync(async (_, _) =>
            {
                var last = await db.Votes.MaxAsync(v => v.After);
                db.Votes.Add(new Vote { OptionId = option, After = last + 1 });
                await db.SaveChangesAsync();
            });
            sent(0);
            return option;
        }
        """);

    [Fact]
    public Task What_follows_gets_the_variable_that_it_uses() => Becomes(
        """
        public async Task<Vote> AddAsync(int option, CancellationToken cancel)
        {
            if (await db.Votes.CountAsync(v => v.OptionId == option, cancel) >= 3) throw new InvalidOperationException();
            var vote = new Vote { OptionId = option };
            {|RACE3003:db.Votes.Add(vote)|};
            await db.SaveChangesAsync(cancel);
            sent(vote.Id);
            return vote;
        }
        """,
        """
        public async Task<Vote> AddAsync(int option, CancellationToken cancel)
        {
            var vote = await db.SerializableAsync(async (_, _) =>
            {
                if (await db.Votes.CountAsync(v => v.OptionId == option, cancel) >= 3) throw new InvalidOperationException();
                var vote = new Vote { OptionId = option };
                db.Votes.Add(vote);
                await db.SaveChangesAsync(cancel);
                return vote;
            }, cancellationToken: cancel);
            sent(vote.Id);
            return vote;
        }
        """);

    [Fact]
    public Task Or_several_as_a_tuple() => Becomes(
        """
        public async Task<int> AddAsync(int option)
        {
            var last = await db.Votes.MaxAsync(v => v.After);
            var vote = new Vote { OptionId = option, After = last + 1 };
            {|RACE3006:db.Votes.Add(vote)|};
            await db.SaveChangesAsync();
            sent(vote.Id);
            return last;
        }
        """,
        """
        public async Task<int> AddAsync(int option)
        {
            var (last, vote) = await db.SerializableAsync(async (_, _) =>
            {
                var last = await db.Votes.MaxAsync(v => v.After);
                var vote = new Vote { OptionId = option, After = last + 1 };
                db.Votes.Add(vote);
                await db.SaveChangesAsync();
                return (last, vote);
            });
            sent(vote.Id);
            return last;
        }
        """);

    [Fact]
    public Task A_part_that_returns_goes_on_to_the_end() => Becomes(
        """
        public async Task<bool> AddAsync(int option)
        {
            sent(option);
            if (await db.Votes.CountAsync(v => v.OptionId == option) >= 3) return false;
            {|RACE3003:db.Votes.Add(new Vote { OptionId = option })|};
            await db.SaveChangesAsync();
            return true;
        }
        """,
        """
        public async Task<bool> AddAsync(int option)
        {
            sent(option);
            return await db.SerializableAsync<Shop, bool>(async (_, _) =>
            {
                if (await db.Votes.CountAsync(v => v.OptionId == option) >= 3) return false;
                db.Votes.Add(new Vote { OptionId = option });
                await db.SaveChangesAsync();
                return true;
            });
        }
        """);

    [Fact]
    public Task Each_run_of_a_loop_is_a_unit() => Becomes(
        """
        public async Task AddAsync(int[] options)
        {
            foreach (var option in options)
            {
                if (option == 0) continue;
                var last = await db.Votes.MaxAsync(v => v.After);
                {|RACE3006:db.Votes.Add(new Vote { OptionId = option, After = last + 1 })|};
                await db.SaveChangesAsync();
                sent(option);
            }
        }
        """,
        """
        public async Task AddAsync(int[] options)
        {
            foreach (var option in options)
            {
                if (option == 0) continue;
                await db.SerializableAsync(async (_, _) =>
                {
                    var last = await db.Votes.MaxAsync(v => v.After);
                    db.Votes.Add(new Vote { OptionId = option, After = last + 1 });
                    await db.SaveChangesAsync();
                });
                sent(option);
            }
        }
        """);

    [Fact]
    public Task An_error_after_the_part_does_not_take_back_what_was_saved() => Becomes(
        """
        public async Task RefuseAsync(int option)
        {
            var last = await db.Votes.MaxAsync(v => v.After);
            {|RACE3006:db.Votes.Add(new Vote { OptionId = option, After = last + 1 })|};
            await db.SaveChangesAsync();
            throw new InvalidOperationException("counted, and refused");
        }
        """,
        """
        public async Task RefuseAsync(int option)
        {
            await db.SerializableAsync(async (_, _) =>
            {
                var last = await db.Votes.MaxAsync(v => v.After);
                db.Votes.Add(new Vote { OptionId = option, After = last + 1 });
                await db.SaveChangesAsync();
            });
            throw new InvalidOperationException("counted, and refused");
        }
        """);

    [Fact]
    public Task Two_parts_of_one_method() => Becomes(
        """
        public async Task AddAsync(int option)
        {
            sent(1);
            var last = await db.Votes.MaxAsync(v => v.After);
            {|RACE3006:db.Votes.Add(new Vote { OptionId = option, After = last + 1 })|};
            await db.SaveChangesAsync();
            sent(2);
            var most = await db.Payments.MaxAsync(p => p.OrderId);
            {|RACE3006:db.Payments.Add(new Payment { OrderId = most + 1 })|};
            await db.SaveChangesAsync();
            sent(3);
        }
        """,
        """
        public async Task AddAsync(int option)
        {
            sent(1);
            await db.SerializableAsync(async (_, _) =>
            {
                var last = await db.Votes.MaxAsync(v => v.After);
                db.Votes.Add(new Vote { OptionId = option, After = last + 1 });
                await db.SaveChangesAsync();
            });
            sent(2);
            await db.SerializableAsync(async (_, _) =>
            {
                var most = await db.Payments.MaxAsync(p => p.OrderId);
                db.Payments.Add(new Payment { OrderId = most + 1 });
                await db.SaveChangesAsync();
            });
            sent(3);
        }
        """);

    [Fact]
    public Task Two_findings_with_one_save() => Becomes(
        """
        public async Task AddAsync(int option)
        {
            sent(1);
            var last = await db.Votes.MaxAsync(v => v.After);
            {|RACE3006:db.Votes.Add(new Vote { OptionId = option, After = last + 1 })|};
            var most = await db.Payments.MaxAsync(p => p.OrderId);
            {|RACE3006:db.Payments.Add(new Payment { OrderId = most + 1 })|};
            await db.SaveChangesAsync();
            sent(3);
        }
        """,
        """
        public async Task AddAsync(int option)
        {
            sent(1);
            await db.SerializableAsync(async (_, _) =>
            {
                var last = await db.Votes.MaxAsync(v => v.After);
                db.Votes.Add(new Vote { OptionId = option, After = last + 1 });
                var most = await db.Payments.MaxAsync(p => p.OrderId);
                db.Payments.Add(new Payment { OrderId = most + 1 });
                await db.SaveChangesAsync();
            });
            sent(3);
        }
        """);

    private const string Numbered = "var last = await db.Votes.MaxAsync(v => v.After);", Added = "{|RACE3006:db.Votes.Add(new Vote { OptionId = id, After = last + 1 })|};";

    [Theory]
    [InlineData($"{Numbered} sent(id); {Added} await db.SaveChangesAsync();")] // told twice
    [InlineData($"{Numbered} {Added} if (id > 0) {{ await db.SaveChangesAsync(); throw new InvalidOperationException(); }}")] // an error behind the save takes it back
    [InlineData($"sent(id); foreach (var x in new[] {{ 1, 2 }}) {{ {Numbered} if (x == 0) break; {Added} await db.SaveChangesAsync(); }}")] // a jump out of the lambda
    [InlineData($"sent(id); order.Total = 0; {Numbered} {Added} await db.SaveChangesAsync();")] // a change at hand that is not saved
    [InlineData($"sent(id); foreach (var x in new[] {{ 1, 2 }}) {{ {Numbered} {Added} await db.SaveChangesAsync(); order.Total = x; }} await db.SaveChangesAsync();")] // the same, from the run before
    public Task Is_not_offered(string body) => RowFixCode.Stays($"{Effects}public async Task M(int id, Order order) {{ {body} }}");

    private static Task Becomes(string before, string after) => RowFixCode.Becomes(Effects + before, Effects + after, RowFixCode.WithRuntime, "using RaceSafe;\n");
}
