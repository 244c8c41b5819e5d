using Microsoft.EntityFrameworkCore;

namespace ValidCode.Database.Repositories;

public class Product { public int Id { get; set; } public string Name { get; set; } = ""; public int Stock { get; private set; } public void Rename(string name) => Name = name; public void Count(int stock) => Stock = stock; }

public class Context : DbContext
{
    public DbSet<Product> Products => Set<Product>();
}

public interface IRepository<T> where T : class { Task<T?> Get(int id); void Add(T entity); Task Save(); }

public class Repository<T>(Context db) : IRepository<T> where T : class
{
    public async Task<T?> Get(int id) => await db.Set<T>().FindAsync(id);
    public void Add(T entity) => db.Set<T>().Add(entity);
    public Task Save() => db.SaveChangesAsync();
}

public class ProductNames(IRepository<Product> products)
{
    public async Task Rename(int id, string name)
    {
        var product = await products.Get(id) ?? throw new KeyNotFoundException();
        product.Rename(name);
        await products.Save();
    }
}

public class StockTaking(IRepository<Product> products)
{
    public async Task Count(int id, int counted)
    {
        var product = await products.Get(id) ?? throw new KeyNotFoundException();
        product.Count(counted);
        await products.Save();
    }
}

public class Catalogue(IRepository<Product> products)
{
    public async Task Add(string name)
    {
        var product = new Product();
        product.Rename(name);
        products.Add(product);
        await products.Save();
    }
}
