using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace ValidCode.Database.Background;

public class Job { public int Id { get; set; } public int Attempts { get; set; } public bool Done { get; set; } }
public class Heartbeat { public int Id { get; set; } public long Beats { get; set; } }

public class Context : DbContext
{
    public DbSet<Job> Jobs => Set<Job>();
    public DbSet<Heartbeat> Heartbeats => Set<Heartbeat>();
}

/// <summary>The only one that writes the column, and there is one of it.</summary>
public class Dispatcher(Context db) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            foreach (var job in await db.Jobs.Where(j => !j.Done).ToListAsync(stopping)) job.Attempts++;
            await db.SaveChangesAsync(stopping);
            await Task.Delay(1000, stopping);
        }
    }
}

public class HeartbeatWorker(Context db) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var beat = await db.Heartbeats.FirstOrDefaultAsync(h => h.Id == 1, stopping);
        if (beat is null) db.Heartbeats.Add(beat = new Heartbeat());
        beat.Beats++;
        await db.SaveChangesAsync(stopping);
    }
}
