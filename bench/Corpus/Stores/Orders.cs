using Microsoft.EntityFrameworkCore;

namespace Corpus.Part__N__;

public sealed class Product
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    public int Stock { get; set; }

    public void Take(int quantity) => Stock -= quantity;
}

public sealed class Order
{
    public int Id { get; set; }

    public int ProductId { get; set; }

    public int Quantity { get; set; }

    public string State { get; set; } = "new";

    public DateTime? PaidAt { get; set; }
}

public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Product> Products => Set<Product>();

    public DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Product>().HasIndex(product => product.Name).IsUnique();
        modelBuilder.Entity<Order>().ToTable("orders___N__");
    }
}

public sealed class Orders(ShopContext db)
{
    public async Task<Order?> PlaceAsync(int productId, int quantity, CancellationToken cancellationToken)
    {
        var product = await db.Products.FindAsync([productId], cancellationToken).ConfigureAwait(false);
        if (product is null || product.Stock < quantity) return null;
        product.Take(quantity);
        var order = new Order { ProductId = productId, Quantity = quantity };
        db.Orders.Add(order);
        await db.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        return order;
    }

    public async Task<bool> PayAsync(int orderId, DateTime now, CancellationToken cancellationToken)
    {
        var order = await db.Orders.FirstOrDefaultAsync(o => o.Id == orderId, cancellationToken).ConfigureAwait(false);
        if (order is not { State: "new" }) return false;
        order.State = "paid";
        order.PaidAt = now;
        await db.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    public Task<int> RestockAsync(int productId, int quantity, CancellationToken cancellationToken) =>
        db.Products.Where(product => product.Id == productId)
            .ExecuteUpdateAsync(set => set.SetProperty(product => product.Stock, product => product.Stock + quantity), cancellationToken);

    public async Task<Product> EnsureAsync(string name, CancellationToken cancellationToken)
    {
        var existing = await db.Products.SingleOrDefaultAsync(product => product.Name == name, cancellationToken).ConfigureAwait(false);
        if (existing is not null) return existing;
        var product = new Product { Name = name };
        db.Products.Add(product);
        try
        {
            await db.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            return product;
        }
        catch (DbUpdateException)
        {
            db.Entry(product).State = EntityState.Detached;
            return await db.Products.SingleAsync(other => other.Name == name, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<List<string>> NamesAsync(int page, CancellationToken cancellationToken) =>
        await db.Products.AsNoTracking().OrderBy(product => product.Name).Skip(page * 20).Take(20)
            .Select(product => product.Name).ToListAsync(cancellationToken).ConfigureAwait(false);
}
