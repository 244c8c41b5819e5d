using Microsoft.EntityFrameworkCore;

namespace ValidCode.Database.NewRows;

public class Invoice { public int Id { get; set; } public decimal Total { get; set; } public int Positions { get; set; } public List<Position> Lines { get; } = []; }
public class Position { public int Id { get; set; } public decimal Price { get; set; } public int Quantity { get; set; } }

public class Context : DbContext
{
    public DbSet<Invoice> Invoices => Set<Invoice>();
    public DbSet<Position> Positions => Set<Position>();
}

public class InvoiceBuilder(Context db)
{
    public async Task Create(IEnumerable<Position> positions)
    {
        var invoice = new Invoice();
        foreach (var position in positions)
        {
            invoice.Lines.Add(position);
            invoice.Total += position.Price;
            invoice.Positions++;
        }

        db.Invoices.Add(invoice);
        await db.SaveChangesAsync();
    }
}

public class InvoiceCopier(Context db)
{
    public async Task Copy(int id)
    {
        var original = await db.Invoices.AsNoTracking().SingleAsync(i => i.Id == id);
        db.Invoices.Add(new Invoice { Total = original.Total * 2, Positions = original.Positions + 1 });
        await db.SaveChangesAsync();
    }
}

public class InvoiceRecalculation(Context db)
{
    public async Task Recalculate(int id)
    {
        var invoice = await db.Invoices.Include(i => i.Lines).SingleAsync(i => i.Id == id);
        invoice.Total = invoice.Lines.Sum(l => l.Price * l.Quantity);
        invoice.Positions = invoice.Lines.Count;
        await db.SaveChangesAsync();
    }
}
