using Microsoft.EntityFrameworkCore;

namespace RaceSafe.Runtime.EntityFrameworkCore.Tests;

public abstract partial class EntityContract
{
    [Fact]
    public async Task A_holder_of_a_lock_writes_until_a_later_one_has_been_there()
    {
        var id = await NewOptionAsync();
        var (stale, next) = await TwoHoldersAsync();
        Assert.True(await WriteAsync(stale, "first"));
        Assert.True(await WriteAsync(next, "second"));
        var error = await Assert.ThrowsAsync<StaleFenceException>(() => WriteAsync(stale, "third"));
        Assert.Equal((stale.Fence, next.Fence), (error.Fence, error.Found));
        Assert.True(await WriteAsync(next, "fourth"));
        var option = await OptionAsync(id);
        Assert.Equal(("fourth", 4, next.Fence), (option.Name, option.Packed, option.Fence));

        async Task<bool> WriteAsync(LockHandle holder, string name)
        {
            await using var db = NewContext();
            return await db.Options.Where(o => o.Id == id).UpdateFencedAsync(o => o.Fence, holder, [(o => o.Name, name), (o => o.Packed, 4)]);
        }
    }

    [Fact]
    public async Task To_leave_the_fence_before_loading_keeps_earlier_holders_out_until_the_write()
    {
        var id = await NewOptionAsync();
        var (stale, next) = await TwoHoldersAsync();
        await using var db = NewContext();
        var query = db.Options.Where(o => o.Id == id);
        Assert.True(await query.UpdateFencedAsync(o => o.Mark, next, []));
        var loaded = await query.SingleAsync();
        await using (var other = NewContext())
            await Assert.ThrowsAsync<StaleFenceException>(() => other.Options.Where(o => o.Id == id).UpdateFencedAsync(o => o.Mark, stale, [(o => o.Votes, 100)]));
        Assert.True(await query.UpdateFencedAsync(o => o.Mark, next, [(o => o.Votes, loaded.Votes + 1)]));
        Assert.Equal((1, next.Fence, EntityState.Unchanged), (loaded.Votes, loaded.Mark, db.Entry(loaded).State)); // what is tracked goes along
        Assert.Equal(1, (await OptionAsync(id)).Votes);
    }

    [Fact]
    public async Task A_fenced_update_that_cannot_be_is_refused_or_finds_no_row()
    {
        var (held, _) = await TwoHoldersAsync();
        await using var db = NewContext();
        Assert.False(await db.Options.Where(o => o.Id == -1).UpdateFencedAsync(o => o.Fence, held, [(o => o.Votes, 1)]));
        await Assert.ThrowsAsync<ArgumentException>(() => db.Options.Where(o => o.Id == -1).UpdateFencedAsync(o => o.Fence, held, [(o => o.Fence, 1)]));
        await held.DisposeAsync();
        await Assert.ThrowsAsync<LockLostException>(() => db.Options.Where(o => o.Id == -1).UpdateFencedAsync(o => o.Fence, held, [(o => o.Votes, 1)]));
    }

    /// <summary>Two who both think that they hold the lock, as after a failover of the store that keeps it.</summary>
    private static async Task<(LockHandle Stale, LockHandle Next)> TwoHoldersAsync()
    {
        var stale = await new MemoryLockProvider().AcquireAsync("lock");
        await Task.Delay(2);
        return (stale, await new MemoryLockProvider().AcquireAsync("lock"));
    }
}
