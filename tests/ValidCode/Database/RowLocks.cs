using Microsoft.EntityFrameworkCore;

namespace ValidCode.Database.RowLocks;

public class Stock { public int Id { get; set; } public int Count { get; set; } }
public class Pick { public int Id { get; set; } public int StockId { get; set; } }

public class Context : DbContext
{
    public DbSet<Stock> Stocks => Set<Stock>();
    public DbSet<Pick> Picks => Set<Pick>();
}

public class LockedStock(Context db)
{
    public async Task Take(int id, int quantity)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var stock = await db.Stocks.FromSql($"SELECT * FROM stocks WHERE id = {id} FOR UPDATE").SingleAsync();
        stock.Count -= quantity;
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }
}

public class HintedStock(Context db)
{
    private const string Locked = "SELECT * FROM stocks WITH (UPDLOCK, ROWLOCK) WHERE id = {0}";

    public async Task Take(int id, int quantity)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var stock = await LoadLocked(id);
        stock.Count -= quantity;
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }

    private Task<Stock> LoadLocked(int id) => db.Stocks.FromSqlRaw(Locked, id).SingleAsync();
}

public class AdvisoryLock(Context db)
{
    public async Task Pick(int id)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({id})");
        if (await db.Picks.CountAsync(p => p.StockId == id) < 10) db.Picks.Add(new Pick { StockId = id });
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }
}

public class ApplicationLock(Context db)
{
    public async Task Pick(int id)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlRawAsync("EXEC sp_getapplock @Resource = 'pick', @LockMode = 'Exclusive'");
        if (!await db.Picks.AnyAsync(p => p.StockId == id)) db.Picks.Add(new Pick { StockId = id });
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }
}
