using Microsoft.EntityFrameworkCore;

namespace ValidCode.Database.SetUp;

public class Country { public int Id { get; set; } public string Code { get; set; } = ""; public int Order { get; set; } public int Version { get; set; } }

public class Context : DbContext
{
    public DbSet<Country> Countries => Set<Country>();
}

public class CountrySeeder(Context db)
{
    public async Task Run()
    {
        if (!await db.Countries.AnyAsync(c => c.Code == "ch")) db.Countries.Add(new Country { Code = "ch" });
        await db.SaveChangesAsync();
    }
}

public class DatabaseInitializer(Context db)
{
    public void Run()
    {
        var country = db.Countries.First(c => c.Code == "ch");
        country.Order += 10;
        db.SaveChanges();
    }
}

public class CountryMigration(Context db)
{
    public async Task Up()
    {
        foreach (var country in await db.Countries.ToListAsync()) country.Version++;
        await db.SaveChangesAsync();
    }
}

public class EmptyTable(Context db)
{
    public async Task Fill()
    {
        if (await db.Countries.AnyAsync()) return;
        db.Countries.Add(new Country { Code = "ch", Order = 1 });
        db.Countries.Add(new Country { Code = "it", Order = 2 });
        await db.SaveChangesAsync();
    }
}
