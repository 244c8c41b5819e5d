namespace RaceSafe.CodeFixes.Tests.Fixes;

/// <summary>A transaction gets the condition that what was read is still so.</summary>
public sealed class AddConditionTests
{
    [Fact]
    public Task A_string_that_must_be_as_it_was_read() => RedisFixCode.Becomes(
        """
        async Task<bool> RenameAsync(string key, string suffix)
        {
            var old = await db.StringGetAsync(key);
            var transaction = db.CreateTransaction();
            // the new name
            _ = {|RACE2010:transaction.StringSetAsync(key, old + suffix)|};
            return await transaction.ExecuteAsync();
        }
        """,
        """
        async Task<bool> RenameAsync(string key, string suffix)
        {
            var old = await db.StringGetAsync(key);
            var transaction = db.CreateTransaction();
            // the new name
            transaction.AddCondition(Condition.StringEqual(key, old));
            _ = transaction.StringSetAsync(key, old + suffix);
            return await transaction.ExecuteAsync();
        }
        """, "");

    [Fact]
    public Task A_field_of_a_hash() => RedisFixCode.Becomes(
        """
        async Task<bool> RenameAsync(string key)
        {
            var old = await db.HashGetAsync(key, "name");
            var transaction = db.CreateTransaction();
            _ = {|RACE2010:transaction.HashSetAsync(key, "name", old + "!")|};
            if (!await transaction.ExecuteAsync()) throw new InvalidOperationException("changed meanwhile");
            return true;
        }
        """,
        """
        async Task<bool> RenameAsync(string key)
        {
            var old = await db.HashGetAsync(key, "name");
            var transaction = db.CreateTransaction();
            transaction.AddCondition(Condition.HashEqual(key, "name", old));
            _ = transaction.HashSetAsync(key, "name", old + "!");
            if (!await transaction.ExecuteAsync()) throw new InvalidOperationException("changed meanwhile");
            return true;
        }
        """, "");

    [Fact]
    public Task What_was_made_of_the_value_does_not_tell_what_it_was() => RedisFixCode.Becomes(
        """
        async Task<bool> MoveAsync(string from, string to, long cents)
        {
            var balance = (long)await db.StringGetAsync(from);
            if (balance < cents) return false;
            var transaction = db.CreateTransaction();
            _ = {|RACE2010:transaction.StringDecrementAsync(from, cents)|};
            _ = transaction.StringIncrementAsync(to, cents);
            return await transaction.ExecuteAsync();
        }
        """,
        """
        async Task<bool> MoveAsync(string from, string to, long cents)
        {
            var balanceBefore = await db.StringGetAsync(from);
            var balance = (long)balanceBefore;
            if (balance < cents) return false;
            var transaction = db.CreateTransaction();
            transaction.AddCondition(Condition.StringEqual(from, balanceBefore));
            _ = transaction.StringDecrementAsync(from, cents);
            _ = transaction.StringIncrementAsync(to, cents);
            return await transaction.ExecuteAsync();
        }
        """, "");

    [Fact]
    public Task Where_nobody_looks_at_the_outcome_the_update_would_be_dropped_in_silence() => RedisFixCode.Stays("""
        async Task RenameAsync(string key, string suffix)
        {
            var old = await db.StringGetAsync(key);
            var transaction = db.CreateTransaction();
            _ = {|RACE2010:transaction.StringSetAsync(key, old + suffix)|};
            await transaction.ExecuteAsync();
        }
        """);

    [Fact]
    public Task What_may_not_have_been_read_is_no_condition() => RedisFixCode.Stays("""
        async Task<bool> AddAsync(string key, bool fresh)
        {
            var old = fresh ? 0 : (int)await db.StringGetAsync(key);
            var transaction = db.CreateTransaction();
            _ = {|RACE2010:transaction.StringSetAsync(key, old + 1)|};
            return await transaction.ExecuteAsync();
        }
        """);
}
