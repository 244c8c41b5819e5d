namespace RaceSafe.CodeFixes.Tests.Database;

/// <summary>A limit or a state moves into the statement that changes the row.</summary>
public sealed class UseConditionalUpdateTests
{
    [Fact]
    public Task A_state_is_checked_where_it_is_changed() => RowFixCode.Becomes(
        """
        public async Task<string> PayAsync(int id, CancellationToken cancel)
        {
            var order = await db.Orders.FindAsync([id], cancel);
            if (order is null) return "not found";
            if (order.Status != Status.Pending) return "not pending";

            {|RACE3004:order.Status = Status.Paid|};
            order.PaidAt = DateTime.UtcNow;
            await db.SaveChangesAsync(cancel);
            return "paid";
        }
        """,
        """
        public async Task<string> PayAsync(int id, CancellationToken cancel)
        {
            var order = await db.Orders.FindAsync([id], cancel);
            if (order is null) return "not found";
            if (order.Status != Status.Pending) return "not pending";

            var affected = await db.Orders.Where(o => o.Id == id && o.Status == Status.Pending).ExecuteUpdateAsync(s => s.SetProperty(o => o.Status, Status.Paid).SetProperty(o => o.PaidAt, DateTime.UtcNow), cancel);
            if (affected == 0) return "not pending";
            return "paid";
        }
        """);

    [Fact]
    public Task Who_reads_the_state_afterwards_reads_it_again() => RowFixCode.Becomes(
        """
        public async Task<Order?> CancelAsync(int id)
        {
            var order = await db.Orders.SingleOrDefaultAsync(o => o.Id == id);
            if (order is null || order.Status is Status.Paid or Status.Cancelled) return null;
            {|RACE3004:order.Status = Status.Cancelled|};
            await db.SaveChangesAsync();
            return order;
        }
        """,
        """
        public async Task<Order?> CancelAsync(int id)
        {
            var order = await db.Orders.SingleOrDefaultAsync(o => o.Id == id);
            if (order is null || order.Status is Status.Paid or Status.Cancelled) return null;
            var affected = await db.Orders.Where(o => o.Id == id && o.Status != Status.Paid && o.Status != Status.Cancelled).ExecuteUpdateAsync(s => s.SetProperty(o => o.Status, Status.Cancelled));
            if (affected == 0) return null;
            await db.Entry(order).ReloadAsync();
            return order;
        }
        """);

    [Fact]
    public Task A_limit_is_checked_where_the_count_is_raised() => RowFixCode.Becomes(
        """
        public async Task<bool> RegisterAsync(int id)
        {
            var show = await db.Events.SingleAsync(e => e.Id == id);
            if (!show.Open || show.Taken >= show.Capacity)
            {
                return false;
            }

            {|RACE3001:show.Taken++|};
            await db.SaveChangesAsync();
            return true;
        }
        """,
        """
        public async Task<bool> RegisterAsync(int id)
        {
            var show = await db.Events.SingleAsync(e => e.Id == id);
            if (!show.Open || show.Taken >= show.Capacity)
            {
                return false;
            }

            var affected = await db.Events.Where(e => e.Id == id && e.Open && e.Taken < e.Capacity).ExecuteUpdateAsync(s => s.SetProperty(e => e.Taken, e => e.Taken + 1));
            if (affected == 0)
            {
                return false;
            }
            return true;
        }
        """);

    [Fact]
    public Task A_branch_runs_only_if_the_statement_did() => RowFixCode.Becomes(
        """
        public async Task<bool> RegisterAsync(int id)
        {
            var show = await db.Events.FirstOrDefaultAsync(e => e.Id == id);
            if (show != null && show.Taken < show.Capacity)
            {
                {|RACE3001:show.Taken++|};
                await db.SaveChangesAsync();
                return true;
            }

            return false;
        }
        """,
        """
        public async Task<bool> RegisterAsync(int id)
        {
            var show = await db.Events.FirstOrDefaultAsync(e => e.Id == id);
            if (show != null && show.Taken < show.Capacity && await db.Events.Where(e => e.Id == id && e.Taken < e.Capacity).ExecuteUpdateAsync(s => s.SetProperty(e => e.Taken, e => e.Taken + 1)) > 0)
            {
                return true;
            }

            return false;
        }
        """);

    [Fact]
    public Task A_branch_that_does_nothing_else() => RowFixCode.Becomes(
        """
        public async Task RegisterAsync(int id)
        {
            var show = await db.Events.SingleAsync(e => e.Id == id);
            if (show.Taken < show.Capacity)
            {
                {|RACE3001:show.Taken++|};
            }

            await db.SaveChangesAsync();
        }
        """,
        """
        public async Task RegisterAsync(int id)
        {
            var show = await db.Events.SingleAsync(e => e.Id == id);
            if (show.Taken < show.Capacity)
            {
                await db.Events.Where(e => e.Id == id && e.Taken < e.Capacity).ExecuteUpdateAsync(s => s.SetProperty(e => e.Taken, e => e.Taken + 1));
            }
        }
        """);

    [Fact]
    public Task What_comes_with_the_state_comes_in_one_transaction() => RowFixCode.Becomes(
        """
        public async Task PayAsync(int id)
        {
            var order = await db.Orders.SingleAsync(o => o.Id == id);
            if (order.Status != Status.Pending) throw new InvalidOperationException("not pending");
            {|RACE3004:order.Status = Status.Paid|};
            db.Payments.Add(new Payment { OrderId = order.Id });
            await db.SaveChangesAsync();
        }
        """,
        """
        public async Task PayAsync(int id)
        {
            var order = await db.Orders.SingleAsync(o => o.Id == id);
            if (order.Status != Status.Pending) throw new InvalidOperationException("not pending");
            await using var transaction = await db.Database.BeginTransactionAsync();
            var affected = await db.Orders.Where(o => o.Id == id && o.Status == Status.Pending).ExecuteUpdateAsync(s => s.SetProperty(o => o.Status, Status.Paid));
            if (affected == 0) throw new InvalidOperationException("not pending");
            db.Payments.Add(new Payment { OrderId = order.Id });
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        """);

    [Theory]
    [InlineData("if (order.PaidAt < DateTime.UtcNow || order.Status != Status.Pending) return; {|RACE3004:order.Status = Status.Paid|}; await db.SaveChangesAsync();")] // two clocks
    [InlineData("if (!Allowed(order) || order.Status != Status.Pending) return; {|RACE3004:order.Status = Status.Paid|}; await db.SaveChangesAsync();")] // code, not SQL
    [InlineData("if (order.Status != Status.Pending) return; await Task.Yield(); {|RACE3004:order.Status = Status.Paid|}; await db.SaveChangesAsync();")]
    public Task Is_not_offered_where_the_database_cannot_check(string body) => RowFixCode.Stays(
        $"public async Task M(int id) {{ var order = await db.Orders.SingleAsync(o => o.Id == id); {body} }}\nprivate static bool Allowed(Order order) => order.Total > 0;", RowFixCode.Plain);
}
