using Microsoft.EntityFrameworkCore;

namespace ValidCode.Database.DistributedLocks;

public class Plan { public int Id { get; set; } public int Uses { get; set; } public string Owner { get; set; } = ""; }
public interface IDistributedLockProvider { Task<IAsyncDisposable> AcquireAsync(string name); }
public interface IRedisLockFactory { Task<IAsyncDisposable> CreateLockAsync(string name); }

public class Context : DbContext
{
    public DbSet<Plan> Plans => Set<Plan>();
}

public class LockedPlan(Context db, IDistributedLockProvider locks)
{
    public async Task Use(int id)
    {
        await using var held = await locks.AcquireAsync($"plan:{id}");
        var plan = await db.Plans.SingleAsync(p => p.Id == id);
        plan.Uses++;
        await db.SaveChangesAsync();
    }
}

public class LockedOwner(Context db, IRedisLockFactory locks)
{
    public async Task Create(string owner)
    {
        await using (await locks.CreateLockAsync(owner))
        {
            if (await db.Plans.AnyAsync(p => p.Owner == owner)) return;
            db.Plans.Add(new Plan { Owner = owner });
            await db.SaveChangesAsync();
        }
    }
}
