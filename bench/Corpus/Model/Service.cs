using Microsoft.EntityFrameworkCore;

namespace Corpus.Model;

public sealed class Service__N__(ModelContext db)
{
    public Task<List<Asset__N__>> ListAsync(string state, CancellationToken cancellationToken) =>
        db.Assets__N__.AsNoTracking().Where(asset => asset.State == state).OrderBy(asset => asset.Name).ToListAsync(cancellationToken);

    public async Task<int> CreateAsync(string name, int? parent, CancellationToken cancellationToken)
    {
        if (await db.Assets__N__.AnyAsync(asset => asset.Name == name, cancellationToken)) throw new ArgumentException("The name is taken.", nameof(name));
        var created = new Asset__N__ { Name = name, ParentId = parent };
        db.Assets__N__.Add(created);
        await db.SaveChangesAsync(cancellationToken);
        return created.Id;
    }

    public async Task RenameAsync(int id, string name, CancellationToken cancellationToken)
    {
        var asset = await db.Assets__N__.SingleAsync(asset => asset.Id == id, cancellationToken);
        asset.Name = name;
        asset.ChangedAt = DateTime.UtcNow;
        await db.SaveChangesAsync(cancellationToken);
    }

    public async Task UseAsync(int id, CancellationToken cancellationToken)
    {
        var asset = await db.Assets__N__.SingleAsync(asset => asset.Id == id, cancellationToken);
        asset.Uses++;
        await db.SaveChangesAsync(cancellationToken);
    }
}
