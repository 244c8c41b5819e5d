using Microsoft.EntityFrameworkCore;

namespace ValidCode.Database.StatementsThatCompute;

public class Item { public int Id { get; set; } public int Stock { get; set; } public int Views { get; set; } public int Reserved { get; set; } }

public class Context : DbContext
{
    public DbSet<Item> Items => Set<Item>();
}

public class ViewCounter(Context db)
{
    public Task Seen(int id) => db.Items.Where(i => i.Id == id).ExecuteUpdateAsync(s => s.SetProperty(i => i.Views, i => i.Views + 1));
}

public class Warehouse(Context db)
{
    public async Task<bool> TryTake(int id, int quantity) =>
        await db.Items.Where(i => i.Id == id && i.Stock >= quantity).ExecuteUpdateAsync(s => s.SetProperty(i => i.Stock, i => i.Stock - quantity)) == 1;
}

public class Reservations(Context db)
{
    public async Task Reserve(int id, int quantity)
    {
        var rows = await db.Items.Where(i => i.Id == id && i.Stock - i.Reserved >= quantity)
            .ExecuteUpdateAsync(s => s.SetProperty(i => i.Reserved, i => i.Reserved + quantity));
        if (rows == 0) throw new InvalidOperationException("Not enough in stock.");
    }
}

public class OptimisticStock(Context db)
{
    public async Task<bool> Replace(int id)
    {
        var item = await db.Items.AsNoTracking().SingleAsync(i => i.Id == id);
        var rows = await db.Items.Where(i => i.Id == id && i.Stock == item.Stock).ExecuteUpdateAsync(s => s.SetProperty(i => i.Stock, item.Stock * 2));
        return rows == 1;
    }
}
